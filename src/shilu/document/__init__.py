"""Documents: filled Markdown and its record go in, a PDF comes out.

Pandoc reads the text, a filter gives it its meaning, the theme its look, and Typst sets it; what would be
lost or shown as a box is an error.
"""
