"""The network as a textbook has it: initialisation, layers, losses, each beside its gradient.

In: arrays and hyper-parameters.  Out: outputs and gradients.  The trainer does the same for many networks at
once, and the tests hold it to what is here.
"""
