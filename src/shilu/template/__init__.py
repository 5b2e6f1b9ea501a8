"""Templates: names go in, filled Markdown and the record of every bound value come out.

A value enters the Markdown as a placeholder, not as text, so that none can change the layout; excerpts of
source code enter by symbol.
"""
