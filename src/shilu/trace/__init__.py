"""Traces: from a printed number back to what it was made from.

In: a PDF, or the record of a report, and the tables and runs that it names. Out: chains of files, places,
and what differs or has changed since.
"""
