"""The trainer: many networks side by side, the same bits alone and in any company.

In: data, seeds and levels of hyper-parameters. Out: trained weights, losses and measurements of each
replica.
"""
