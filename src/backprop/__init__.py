"""The study: datasets, a NumPy network, its trainer, and what the report shows of them."""

import shilu  # noqa: F401  pins the arithmetic before any module here imports NumPy
