"""Figures, a module each: `OPTIONS` of its command, and `draw`, which takes them and returns the figure."""
