"""What Snakemake itself reports of the run: `snakemake --report`, where its record of jobs is here."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FILE = "snakemake-report.html"
#: Snakemake reads the whole workflow again, and no more.
SECONDS = 900


def report(folder: Path, command: str, env: dict[str, str]) -> tuple[bytes | None, str]:
    """Return the report as HTML, or None and why there is none.

    Parameters
    ----------
    folder : Path
        Of the project.
    command : str
        That made the results: ``snakemake`` and its options.
    env : dict of str to str
        The environment that it is run in.
    """
    program, *options = shlex.split(command)
    if not (folder / ".snakemake" / "metadata").is_dir():
        return None, "Snakemake's record of its jobs is not here (.snakemake/metadata)"
    found = shutil.which(Path(sys.executable).with_name(program)) or shutil.which(program)
    if not found:
        return None, "Snakemake is not installed here"
    with tempfile.TemporaryDirectory(prefix="shilu-") as place:
        file = Path(place) / FILE
        try:
            done = subprocess.run(  # noqa: S603  as the user ran it
                [found, *options, "--report", file],
                cwd=folder,
                env=env,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None, f"Snakemake did not end within {SECONDS} s"
        if done.returncode or not file.is_file():
            told = [line.strip() for line in done.stderr.splitlines() if line.strip()]
            return None, f"Snakemake refused: {told[-1] if told else 'it said nothing'}"
        return _without_places(file.read_bytes(), folder), ""


def _without_places(html, folder):
    # Where on this machine the project lay says nothing to anybody else.
    for place, instead in ((folder.resolve(), b"."), (Path.home(), b"~")):
        if len(place.parts) > 1:
            html = html.replace(os.fsencode(place), instead)
    return html
