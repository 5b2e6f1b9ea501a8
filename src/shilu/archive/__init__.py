"""One file that travels: a report with all that it was made from, and a statement of what that was.

In: the files of a project, what CITATION.cff says of it, a key of the user's own.  Out: a zip or a folder
with a Workflow Run RO-Crate and a signed in-toto statement, and what of such an archive is still as stated.
"""
