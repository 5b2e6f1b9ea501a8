"""Verify: whether a report built a second time, elsewhere and in another environment, is the same bytes.

In: a project with its results.  Out: how many files are identical, and where the first other one differs.
"""
