"""The files that a document's look is made of."""

from pathlib import Path

from shilu.errors import UserError

BUILT_IN = Path(__file__).with_name("theme")
#: The filter that gives a document its meaning, and the markup that it writes: code, though not Python's.
FILTER = sorted(path for part in ("filter", "emit") for path in Path(__file__).with_name(part).glob("*.lua"))
#: What a theme consists of; a folder of one's own may hold any of them.
FILES = ("report.typ", "citations.csl")


def files(folder: str | Path | None = None) -> dict[str, Path]:
    """Return the theme's files by name, those of `folder` in the place of ours.

    Raises
    ------
    UserError
        There is no such folder, or none of the files is in it.
    """
    own = {name: Path(folder, name) for name in FILES if Path(folder, name).is_file()} if folder else {}
    if folder and not own:
        raise UserError(f"{folder}: no theme: none of {', '.join(FILES)} is here; correct the folder's name")
    return {name: BUILT_IN / name for name in FILES} | {name: path.resolve() for name, path in own.items()}
