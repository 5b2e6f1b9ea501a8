"""pandoc as its package brings it, called directly.

`pypandoc.convert_text` would take whichever pandoc of the system has the highest version, so that a document
changes with the machine, and importing it loads what it downloads pandoc with: 0.08 s of every command.
"""

import functools
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from shilu.errors import UserError

#: What an author's Markdown is, for all who read it.
READER = "markdown+east_asian_line_breaks-smart"


@functools.cache
def binary() -> str:
    """Return the path of pandoc: ``PYPANDOC_PANDOC`` of the environment, else that of the package.

    Raises
    ------
    UserError
        There is none.
    """
    named = os.environ.get("PYPANDOC_PANDOC")
    if named:
        return named
    spec = find_spec("pypandoc")
    packaged = Path(spec.submodule_search_locations[0], "files", "pandoc") if spec else None
    if packaged and packaged.is_file():
        return str(packaged)
    if spec:
        import pypandoc  # noqa: PLC0415  without its binary it looks for one in the system

        try:
            return pypandoc.get_pandoc_path()
        except OSError:
            pass
    raise UserError("pandoc is not here; install it with `pip install --force-reinstall pypandoc_binary`")


def convert(text: str, to: str, *options: str, name: str) -> str:
    """Return `text`, Markdown as `READER` has it, in pandoc's format `to`.

    Parameters
    ----------
    text : str
    to : str
        ``"json"``, ``"typst"``, …
    *options : str
        Of pandoc's command line.
    name : str
        The text's file name, for messages.

    Raises
    ------
    UserError
        Pandoc cannot read it; its own words say why.
    """
    command = [binary(), f"--from={READER}", f"--to={to}", *options]
    result = subprocess.run(command, input=text.encode(), capture_output=True, check=False)  # noqa: S603
    if result.returncode:
        raise UserError(f"{name}: pandoc cannot read this: {result.stderr.decode().strip()}")
    return result.stdout.decode()
