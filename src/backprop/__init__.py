"""The study: datasets, a NumPy network, its trainer, and what the report shows of them."""
