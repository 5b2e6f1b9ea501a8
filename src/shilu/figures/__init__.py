"""Figures in the report's look: its fonts, colours that are told apart, and the same bytes everywhere.

In: what a study draws with Matplotlib.  Out: SVG files whose text is outlines.
"""
