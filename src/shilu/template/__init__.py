"""Templates: names, bound to values.

In: a template, tables and tested claims. Out: filled Markdown, and the record of every bound value. A value
enters the Markdown as a placeholder, not as text, so that none can change the layout; excerpts of source
code enter by symbol.
"""
