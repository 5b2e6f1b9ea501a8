"""What the rules call: each stage reads files, calls the study, and writes files.

In: the resolved config and the files of earlier stages.  Out: files that carry how they were made.  No stage
imports another.  Importing this package pins the arithmetic of the process, which has to be done before NumPy
is imported and is all that this module does.
"""

from shilu.runs import bits

bits.pin()
