"""The sides of the benchmark of training: ours, its peers, and the matrix products alone.

Each module has ``SIDES``: name to a function that takes a `benchmarks.problem.Problem` and returns the
function that trains one epoch in a given order of the samples, and returns the mean loss of each replica.
"""
