"""The reports that ``shilu new`` writes: in, a folder's name and a language; out, a project that builds."""
