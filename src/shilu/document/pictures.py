"""The pictures of a document, as Typst gets them: by number, and none larger than any paper."""

import os
import struct
from collections.abc import Sequence
from pathlib import Path

from shilu.errors import UserError

#: Pixels that a picture has at most: an A0 poster of 240 dpi has 88 million, and takes 0.4 GB.
PIXELS = 100_000_000
#: Bytes of an SVG picture: it is read as a tree of a hundred times that.
DRAWN = 30_000_000


def collect(paths: Sequence[str], folder: Path, name: str) -> int:
    """Put pictures into a folder that is made, called by their numbers; return how many bytes they have.

    Typst reads nothing outside that folder, and there no name needs escaping.

    Parameters
    ----------
    paths : sequence of str
    folder : Path
    name : str
        The document, for messages.

    Raises
    ------
    UserError
        One of them is too large.
    """
    folder.mkdir()
    total = 0
    for number, path in enumerate(paths):
        total += _bounded(path, name)
        Path(folder, f"{number}{Path(path).suffix}").symlink_to(os.path.realpath(path))
    return total


def _bounded(path, document):
    size = Path(path).stat().st_size
    with Path(path).open("rb") as file:
        shape = pixels(file)
        if shape is None and size > DRAWN and not file.seek(0) and not file.read(5).startswith(b"%PDF-"):
            raise UserError(
                f"{document}: the picture {path} has {size:,} bytes, more than {DRAWN:,}; draw its points as "
                "pixels (Matplotlib: rasterized=True), or leave some out"
            )
    if shape and shape[0] * shape[1] > PIXELS:
        raise UserError(
            f"{document}: the picture {path} has {shape[0]:,} x {shape[1]:,} pixels, more than {PIXELS:,}; "
            "make it smaller, such as with `magick FILE -resize 5000x NEW`"
        )
    return size


def pixels(file) -> tuple[int, int] | None:
    """Return width and height that the header of a PNG, GIF, WebP or JPEG picture tells, else None.

    Parameters
    ----------
    file : binary file, at its beginning
    """
    head = file.read(32).ljust(32, b"\0")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return struct.unpack(">II", head[16:24])
    if head.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp(head)
    return _jpeg(file) if head.startswith(b"\xff\xd8") else None


def _webp(head):
    # RFC 9649, sections 2.5 to 2.7.
    kind = head[12:16]
    if kind == b"VP8X":
        return tuple(1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return tuple(side & 0x3FFF for side in struct.unpack("<HH", head[26:30]))


def _jpeg(file):
    # ITU T.81, table B.1: segments, each with its length, up to the one that begins a frame.
    file.seek(2)
    while len(mark := file.read(4)) == 4 and mark[0] == 0xFF:
        if mark[1] == 0xFF:  # a byte that fills
            file.seek(-3, 1)
        elif 0xC0 <= mark[1] <= 0xCF and mark[1] not in {0xC4, 0xC8, 0xCC}:
            frame = file.read(5)
            return struct.unpack(">HH", frame[1:])[::-1] if len(frame) == 5 else None
        else:
            file.seek(int.from_bytes(mark[2:], "big") - 2, 1)
    return None
