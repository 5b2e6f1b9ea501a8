"""Documents: filled Markdown, set beautifully.

In: Markdown, and the record of its values. Out: a PDF. Pandoc reads the text, a filter gives it its
meaning, the theme its look, and Typst sets it; what would be lost or shown as a box is an error.
"""
