"""Numerals in running text: digits, and words of each language that stand for numbers.

In: a text.  Out: where the numerals are in it, what they say, and which rule they fall under.
"""
