"""Lint: numbers that were typed where a value should be bound.

In: an author's text and the values that are bound.  Out: findings, each with its place and with what to type
instead.
"""
