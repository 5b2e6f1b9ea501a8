"""The files whose texts a report shows: what is linted of a project."""

from pathlib import Path

from shilu.lint import pictures
from shilu.project import Project
from shilu.values.table import schema_of, table_files


def texts(own: Project, template: Path) -> list[Path]:
    """Return the template, the sentences of the claims, the tables' schemas, and the pictures drawn by hand.

    Parameters
    ----------
    own : Project
    template : Path
        One of its templates.
    """
    schemas = [schema_of(table) for table in table_files(own.tables)]
    written = [path for path in (own.claims, *schemas) if path and path.is_file()]
    return [template, *written, *pictures.by_hand(template, [template.parent, own.folder], own.results)]
