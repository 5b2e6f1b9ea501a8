"""What of an archive still holds: its signature, its bytes, its numbers."""

from collections.abc import Callable
from pathlib import Path

from shilu.archive import compare, opened, statement
from shilu.errors import UserError
from shilu.trace import check, pdf_reader

Numbers = Callable[[Path, Path], tuple[list[str], list[str], str]]


def checked(path: Path, key: Path | None, numbers: Numbers) -> tuple[list[str], list[str], bool]:
    """Return a line on each of the three, before the last what differs; warnings; and whether all is true.

    Parameters
    ----------
    path : Path
        A zip, or the folder that it was unpacked to.
    key : Path or None
        The public key that it should be signed with.
    numbers : callable
        Given a PDF and the folder that its tables start from, returns what differs, what has changed since,
        and how many match.

    Raises
    ------
    UserError
        It is no archive.
    """
    with opened.opened(path) as folder:
        data = (folder / statement.FILE).read_bytes()
        signed, told = _signature(folder, data, key)
        signature = f"signature: {told}"
        try:
            stated, reports = statement.read(data)
        except UserError as error:
            return [signature, f"bytes: not compared: {error}", "numbers: not compared"], [], False
        wrong, others = compare.compare(folder, stated)
        same = f"{len(stated) - len(wrong)} of {len(stated)} files are as stated"
        unknown = [f"{_more(others)}: nothing is stated of it"] if others else []
        # Whoever works in a folder makes files there; in a zip nobody does.
        notes, wrong = (unknown, wrong) if path.is_dir() else ([], wrong + unknown)
        told = "; ".join([same, *([_more(wrong)] if wrong else [])])
        differ, stale, told_numbers = _numbers(folder, stated, reports, numbers)
    lines = [signature, f"bytes: {told}", *differ, *told_numbers]
    # A table that has changed is told by its bytes.
    return lines, notes + stale, signed and not wrong and not differ


def _more(lines):
    return f"{lines[0]}, and {len(lines) - 1} more" if len(lines) > 1 else lines[0]


def _signature(folder, data, key):
    file = folder / statement.ENVELOPE
    if not file.is_file():
        return key is None, f"none{f', and {key} should have signed it' if key else ''}"
    try:
        from shilu.archive import envelope  # noqa: PLC0415  with the extra, which a PDF's check does without
    except ModuleNotFoundError:
        if key:
            raise
        return True, "there, not checked; that needs shilu's extra archive, and the public key (--public-key)"
    return envelope.verify(file.read_bytes(), data, key)


def _numbers(folder, stated, reports, numbers):
    differ, stale, told = [], [], []
    for name in reports:
        pdf = folder / name
        try:
            _require(name, folder, stated)
            wrong, notes, summary = numbers(pdf, folder)
            record = pdf.with_name("values.json")
            wrong += check.compare_record(pdf, record) if compare.within(record, folder) else []
        except UserError as error:
            wrong, notes, summary = [str(error)], [], "not compared"
        # As they are called in the archive, wherever it was unpacked.
        differ += [line.replace(f"{folder}/", "") for line in wrong]
        stale += [line.replace(f"{folder}/", "") for line in notes]
        told.append(f"numbers: {name}: {summary}")
    return differ, stale, told or ["numbers: no report is stated"]


def _require(name, folder, stated):
    # An archive from anywhere shall not make this read files of the machine.
    if name not in stated or not compare.within(folder / name, folder):
        raise UserError(f"{name}: is no file of the archive")
    values = pdf_reader.attached(folder / name)["values"]
    tables = (source["table"] for value in values for source in value["sources"])
    if strange := next((table for table in tables if table not in stated), None):
        raise UserError(f"{name}: has values from {strange}, of which nothing is stated")
