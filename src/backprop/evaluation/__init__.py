"""What was reached: failures, intervals over seeds, and tables with their schemas.

In: measurements of replicas.  Out: data frames, and CSV files that say what their columns are.
"""
