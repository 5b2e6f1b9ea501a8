"""The study as its config tells it: experiments, levels, seeds, jobs and the names of their files.

In: the config.  Out: what each stage is to do, as plain data.  Nothing here computes.
"""
