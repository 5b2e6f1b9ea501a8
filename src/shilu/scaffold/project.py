"""Write a project from the templates beside this module.

``common/`` is of every language, ``<language>/`` is what is written in it.  A file that ends in ``.jinja``
is filled in with the report's name, its language and the words of ``<language>/words.toml``, which is not
copied itself; the others are copied.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import jinja2

from shilu.errors import UserError
from shilu.files import write_bytes

TEMPLATES = Path(__file__).parent
ENDING = ".jinja"
WORDS = "words.toml"
#: Each has a folder of templates.
LANGUAGES = ("zh-TW", "ja", "ko", "en")


def write(folder: Path, lang: str) -> Iterator[Path]:
    """Write a project in one of `LANGUAGES` into `folder`, and give each file written.

    Raises
    ------
    UserError
        There is such a file, or a folder with something in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder}: is there already; name a new or an empty folder")
    words = tomllib.loads((TEMPLATES / lang / WORDS).read_text(encoding="utf-8"))
    names = {"name": folder.resolve().name, "lang": lang, "words": words}
    for root in (TEMPLATES / "common", TEMPLATES / lang):
        for source in sorted(path for path in root.iterdir() if path.name != WORDS):
            content = source.read_bytes()
            if source.suffix == ENDING:
                content = _filled(content.decode(), names).encode()
            target = folder / source.name.removesuffix(ENDING)
            write_bytes(target, content)
            yield target


def _filled(text, names):
    # Not Jinja's own marks: the report is itself a template with those.
    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  text, not HTML
    )
    return environment.from_string(text).render(names)
