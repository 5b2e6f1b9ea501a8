"""Claims: what the prose says to hold, tested over repetitions.

In: a claims file and CSV files with a row for each repetition. Out: a verdict and its sentence for each
claim, and the ledger of what both rest on.
"""
