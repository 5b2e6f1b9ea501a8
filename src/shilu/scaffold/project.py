"""Write a project from the templates beside this module.

``common/`` is of every language; ``<language>/`` has what is written in it.  A file that ends in ``.jinja`` is
filled in with the report's name and language, the others are copied.
"""

from collections.abc import Iterator
from pathlib import Path

import jinja2

from shilu.errors import UserError
from shilu.files import write_bytes

TEMPLATES = Path(__file__).parent
ENDING = ".jinja"
#: Tag to its folder of templates.
LANGUAGES = {"zh-TW": "zh-TW", "ja": "ja", "ko": "ko", "en": "en"}


def write(folder: Path, lang: str) -> Iterator[Path]:
    """Write a project into `folder`, and give each file written.

    Raises
    ------
    UserError
        There is such a file, or a folder with something in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder}: is there already; name a new or an empty folder")
    name = folder.resolve().name
    for part in ("common", LANGUAGES[lang]):
        root = TEMPLATES / part
        for source in sorted(path for path in root.rglob("*") if path.is_file()):
            target = folder / source.relative_to(root)
            content = source.read_bytes()
            if source.name.endswith(ENDING):
                target = target.with_name(target.name.removesuffix(ENDING))
                content = _filled(content.decode(), name=name, lang=lang).encode()
            write_bytes(target, content)
            yield target


def _filled(text, **names):
    # Not Jinja's own marks: the report is itself a template with those.
    environment = jinja2.Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  text, not HTML
    )
    return environment.from_string(text).render(names)
