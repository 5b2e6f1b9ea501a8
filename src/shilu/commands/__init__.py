"""What ``shilu`` runs: a module for each command, which reads files, calls the rooms, and writes.

In: the command line and the project file.  Out: files, lines on the terminal, an exit code.  Each module has
``add_arguments(parser)``, ``run(args)`` and the ``EXAMPLE`` that ``--help`` shows; no other room knows of
command lines or of the project.
"""
