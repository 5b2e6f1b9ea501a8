"""Our datasets, a module each: one function that draws points and labels.

In: a random generator and a number.  Out: points of the unit square and their labels.  `backprop.registry`
loads the module whose name is asked for.
"""
