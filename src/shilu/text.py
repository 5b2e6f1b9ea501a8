"""Texts that an author wrote.  Apart from `shilu.files`, so that no run depends on how prose is read."""

import shlex
from pathlib import Path

from shilu import encodings
from shilu.errors import UserError


def read_text(path: str | Path) -> str:
    """Return the text of a file in UTF-8, without byte order mark, its lines ended by a line feed.

    Raises
    ------
    UserError
        The file is no text, or in another encoding; the message says in which, and what to do.
    """
    return decode(Path(path).read_bytes(), path).replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, path: str | Path) -> str:
    """Return the text of `data` (bytes), the content of `path`, as `read_text` does, its line ends kept."""
    kind = encodings.binary(data)
    if kind:
        raise UserError(f"{path}: is {kind[0]}, not text; {kind[1]}")
    encoding, place = encodings.other(data), 0
    if encoding is None:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            encoding, place = encodings.likely(data), error.start
    line = data.count(b"\n", 0, place) + 1
    convert = f"iconv -f {encoding or 'ITS-ENCODING'} -t UTF-8 {shlex.quote(str(path))} > NEW"
    looks = f"looks like {encoding}" if encoding else "is in an encoding that cannot be told"
    raise UserError(
        f"{path}: not UTF-8 (byte {place + 1}, line {line}); it {looks}; "
        f"save it as UTF-8 (a spreadsheet: as CSV UTF-8), or run `{convert}`"
    )
