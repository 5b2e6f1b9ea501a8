"""Result files: NumPy arrays together with the record of how they were made."""

import io
import json
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shilu.errors import UserError
from shilu.files import replacing, sha256

#: What a record has at least.
RECORDED = {"stage", "settings", "inputs"}
REMEDY = "delete it, and the next run makes it again"


def save(
    path: str | Path,
    arrays: dict[str, np.ndarray],
    *,
    stage: str,
    settings: dict[str, Any],
    inputs: Sequence[str | Path] = (),
    code: Sequence[str] = (),
) -> None:
    """Write `arrays` and their record to `path` (.npz), whole or not at all; same content, same bytes.

    The record has nothing that does not show in the arrays: the digest of the code, the packages and the kind
    of bits stand in that of the job (`shilu.runs.made`).

    Parameters
    ----------
    path : str or Path
    arrays : dict of str to numpy.ndarray
    stage : str
        Module that made them, such as ``"backprop.stages.train"``.
    settings : dict
        All settings that the content depends on (JSON types).
    inputs : sequence of str or Path
        Files it was made from; their hashes go into the record.
    code : sequence of str, optional
        What else ran, and the stage does not import: roots of `shilu.runs.digest.digest`.
    """
    record = {
        "stage": stage,
        "loaded": list(code),
        "settings": settings,
        "inputs": {Path(file).as_posix(): sha256(file) for file in inputs},
    }
    told = np.array(json.dumps(record, ensure_ascii=False, sort_keys=True))
    with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
        # Not by numpy.savez: what that writes into the headers differs between Python versions.
        for name, array in (arrays | {"record": told}).items():
            data = io.BytesIO()
            np.lib.format.write_array(data, np.asanyarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), data.getbuffer())


def load(
    path: str | Path, *, stage: str | None = None, settings: dict[str, Any] | None = None
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Read a file that `save` wrote.

    Parameters
    ----------
    path : str or Path
    stage : str, optional
        Module that must have made it.
    settings : dict, optional
        Settings that it must have been made with.

    Returns
    -------
    arrays : dict of str to numpy.ndarray
    record : dict

    Raises
    ------
    UserError
        The file is not one of ours, or stale: made by another module or with other settings.
    """
    try:
        _require_plain(path)
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        record = json.loads(str(arrays.pop("record")))
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(f"{path}: not a whole result file; if a run wrote it, {REMEDY}.") from error
    if not isinstance(record, dict) or not record.keys() >= RECORDED:
        raise UserError(f"{path}: its record says not how it was made; {REMEDY}.")
    stale = None
    if stage is not None and record["stage"] != stage:
        stale = f"made by {record['stage']}, not by {stage}"
    if settings is not None and record["settings"] != settings:
        keys = sorted(
            key
            for key in {*settings, *record["settings"]}
            if settings.get(key) != record["settings"].get(key)
        )
        stale = f"made with other settings ({', '.join(keys)})"
    if stale:
        raise UserError(f"{path}: stale, {stale}; {REMEDY}.")
    return arrays, record


def _require_plain(path):
    # A compressed file, or a header, can announce more than any memory: `save` compresses nothing, so that
    # the arrays are as long as the file is.
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > Path(path).stat().st_size:
            raise ValueError("its parts are larger than the file")
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_STORED:
                raise ValueError("compressed")
            with archive.open(member) as part:
                _require_short(part, member.file_size)


def _require_short(part, size):
    version = np.lib.format.read_magic(part)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in read:
        raise ValueError(f"version {version}")
    shape, _, dtype = read[version](part)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize > size:
        raise ValueError("a header announces more than is there")


def roots(record: dict[str, Any]) -> tuple[str, ...]:
    """Return what made a file, as roots of `shilu.runs.digest.digest`."""
    return record["stage"], *record.get("loaded", ())
