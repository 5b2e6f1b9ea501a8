"""Runs: result files that know how they were made.

In: arrays, settings, inputs and the module that made them.  Out: files whose record names the code by its
digest and the arithmetic by its kernels, and which are refused where something else made them.
"""
