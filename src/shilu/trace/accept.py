"""The checksums of accepted results."""

from shilu.errors import UserError
from shilu.files import sha256

#: The folders whose files are hashed: what the numbers come from.
HASHED = ("data", "runs", "metrics", "tables")


def checksums(results):
    """Return the SHA-256 of every result file, in the form that ``sha256sum --check`` reads in `results`.

    Raises
    ------
    UserError
        There are none.
    """
    files = sorted(path for folder in HASHED for path in (results / folder).rglob("*") if path.is_file())
    if not files:
        raise UserError(f"{results}: no results to accept; build the report first")
    return "".join(f"{sha256(path)}  {path.relative_to(results).as_posix()}\n" for path in files)
