"""The figures of the report: which there are, what they read, and how each is drawn.

In: tables, and runs where outputs are drawn.  Out: Matplotlib figures; a stage writes them.
"""
