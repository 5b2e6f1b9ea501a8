"""Values: cells of tables, with where they are from and the digits that they support.

In: CSV files and their schemas. Out: a `Value` for a name such as ``accuracy.xor.relu.soft``, which knows
its unit, its half-width, its source, and how it is shown; and the record (``values.json``) of those that a
document shows. This is the only reader of tables.
"""
