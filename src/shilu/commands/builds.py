"""Which build a command is about."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shilu.project import Project, Report
from shilu.values.record import read_record


def built(own: Project, results: str | Path | None = None) -> list[Report]:
    """Return the reports of a results folder; without one those of the newest build, and say which."""
    if results:
        return own.reports(Path(results))
    folder = own.newest().folder.parent
    if folder != own.results:
        sys.stderr.write(f"the newest build: {folder}\n")
    return own.reports(folder)


def recorded(reports: Sequence[Report]) -> dict[str, Any]:
    """Return what is recorded of the reports of a build, the values of all of them together."""
    records = [read_record(report.values) for report in reports]
    return {**records[0], "values": [value for record in records for value in record["values"]]}
