"""Which build a command is about."""

import sys
from pathlib import Path

from shilu.project import Project, Report


def built(own: Project, results: str | Path | None = None) -> Report:
    """Return the report of a results folder; without one that of the newest build, named if it is another."""
    if results:
        return own.reports(Path(results))[0]
    report = own.newest()
    if report.folder.parent != own.results:
        sys.stderr.write(f"the newest build: {report.folder}\n")
    return report
