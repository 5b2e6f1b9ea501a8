"""shilu (實錄, "veritable record"): reports whose every number comes from a run.

Rooms, and what passes between them: `values` are cells of tables; `template` binds them to prose; `claims`
tests what the prose says; `lint` finds what is typed by hand; `document` sets the filled text; `trace` leads
a printed number back; `runs` are result files that know how they were made; `figures` have the report's look;
`commands` is what ``shilu`` runs.
"""


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  takes longer than all else of a start

        return version("shilu")
    raise AttributeError(f"module 'shilu' has no attribute {name!r}")
