"""Our activation functions, a module each: value and slope, also as calls in place.

In: pre-activations.  Out: arrays like them.  `backprop.registry` loads the module whose name is asked for.
"""
