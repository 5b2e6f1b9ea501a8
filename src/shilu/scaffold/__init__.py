"""The reports that ``shilu new`` writes.

In: a folder's name and a language.  Out: a project that builds.
"""
