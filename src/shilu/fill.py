"""Fill the report's template: bind every value to the cell of the table that it comes from.

A value becomes a placeholder in the filled Markdown: its index in ``values.json`` between two private-use
characters.  The document stage puts the text in after Markdown was parsed, so no value can change the layout.
"""

import argparse
import functools
import json
import re
import traceback
from pathlib import Path

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token

from shilu import cells, source, values
from shilu.errors import UserError, command
from shilu.files import write_json, write_text

OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"{OPEN}([0-9]+){CLOSE}")


class _Numbered(Extension):
    """Hands each ``{{ … }}`` to `bind` together with its line, which Jinja does not tell a template."""

    def filter_stream(self, stream):
        for token in stream:
            line = token.lineno
            if token.type == "variable_end":
                yield Token(line, "rparen", ")")
            yield token
            if token.type == "variable_begin":
                yield from (Token(line, "name", "bind"), Token(line, "lparen", "("))
                yield from (Token(line, "integer", line), Token(line, "comma", ","))


#: The mark behind a claim's sentence, which leads to its row of the ledger.
MARKS = {"supported": "○", "refuted": "×", "undecided": "△"}


class _Claim(str):
    """The sentence of a claim for its verdict, a template of its own, and the mark to the ledger."""

    __slots__ = ()


def fill(template, *, names, claims=(), file="template"):
    """Fill a template.

    Parameters
    ----------
    template : str
        Markdown with Jinja's ``{{ value }}`` and ``{% statement %}``;
        comments are ``{## … ##}``, since ``{#``
        is Markdown's.
    names : dict
        What the template can reach: tables (`shilu.cells.Rows`) by their names.
    claims : sequence of dict
        What `shilu.claims` found; the template puts each into its prose by ``{{ claim("id") }}``, once.
    file : str
        The template's name, for messages.

    Returns
    -------
    markdown : str
        With a placeholder for every bound value.
    bound : list of dict
        For each use of a value: name, raw, unit, text, form, uncertainty, sources, line (of the template)
        and section (the heading above it).

    Raises
    ------
    UserError
        An unknown name, an empty cell, something that is no value, or a syntax error, with the line.
    """
    bound, waiting = [], {claim["id"]: claim for claim in claims}
    place = []

    def bind(line, value):
        if isinstance(value, _Claim):
            place.append(line)
            sentence = environment.from_string(value).render(names)
            place.pop()
            return sentence
        if isinstance(value, values.Value):
            bound.append(_record(value, place[0] if place else line))
            return f"{OPEN}{len(bound) - 1}{CLOSE}"
        if isinstance(value, cells.Rows):
            raise UserError(f"{value} is no single value: name its other keys and a column")
        if isinstance(value, int | float):
            raise UserError(f"{value!r} is bound to nothing: name a cell, or write [{value}]{{.literal}}")
        return value

    environment = _environment(bind=bind, claim=functools.partial(_tell, waiting, [*waiting]))
    try:
        markdown = environment.from_string(template).render(names)
    except jinja2.TemplateSyntaxError as error:
        raise UserError(f"{file}:{error.lineno}: {error.message}") from error
    except jinja2.UndefinedError as error:
        missing = re.match(r"'(.+)' is undefined", error.message)
        known = [*names, "excerpt", "claim"]
        reason = cells.UnknownNameError("template", missing[1], known, "name") if missing else error.message
        raise UserError(f"{file}:{_line(error)}: {reason}") from error
    except (UserError, TypeError, AttributeError) as error:
        raise UserError(f"{file}:{_line(error)}: {error}") from error
    if waiting:
        raise UserError(
            f'{file}: claim {next(iter(waiting))!r} is tested and never told; write {{{{ claim("…") }}}}'
        )
    _add_sections(markdown, bound)
    return markdown, bound


def _tell(waiting, known, name):
    if name not in waiting:
        if name in known:
            raise UserError(f"claim {name!r} is told twice; tell it once")
        raise cells.UnknownNameError("ledger", name, known or ["(no claims)"], "claim")
    entry = waiting.pop(name)
    return _Claim(f"{entry['sentence']}^[{MARKS[entry['verdict']]}](#claim-{name})^")


def _environment(**functions):
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        extensions=[_Numbered],
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  Markdown, and no value's text enters it
    )
    environment.filters |= {
        "percent": values.percent,
        "interval": values.interval,
        "decimals": values.decimals,
        "ranked": values.ranked,
    }
    environment.globals = {"excerpt": _listing, **functions}
    return environment


def _record(value, line):
    if value.raw is None:
        raise UserError(f"{value.name} is empty; write an {{% if %}} around it")
    return {
        "name": value.name,
        "raw": value.raw,
        "unit": value.unit,
        "uncertainty": value.uncertainty,
        "form": value.form,
        "places": value.places,
        "text": value.shown,
        "sources": list(value.sources),
        "line": line,
    }


def _add_sections(markdown, bound):
    # The heading above each value; a heading inside a code block is none.
    section, fence = "", None
    for line in markdown.splitlines():
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark:
            fence = mark[1][0] if fence is None else None if mark[1][0] == fence else fence
        heading = re.match(r"#+\s+(.*?)\s*(\{[^{}]*\})?$", line)
        if heading and fence is None:
            section = PLACEHOLDER.sub(lambda found: bound[int(found[1])]["text"], heading[1])
        for found in PLACEHOLDER.finditer(line):
            bound[int(found[1])]["section"] = section


def _line(error):
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), "?")


def _listing(file, symbol):
    code, line = source.excerpt(file, symbol)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
    return f'{fence} {{.python source="{file}:{line}"}}\n{code}\n{fence}'


def load(files):
    """Read tables by path (a folder stands for its CSV files); raise a `UserError` where two share a name."""
    paths = [
        path
        for file in map(Path, files)
        for path in (sorted(file.glob("*.csv")) if file.is_dir() else [file])
    ]
    names = {}
    for path in paths:
        if path.stem in names:
            raise UserError(f"{path}: a second table named {path.stem!r}; rename one")
        names[path.stem] = cells.read(path)
    return names


@command
def main(argv=None):
    """Run ``python -m shilu.fill``."""
    parser = argparse.ArgumentParser(prog="python -m shilu.fill", description=__doc__)
    parser.add_argument("template", help="Markdown with {{ names of values }}")
    parser.add_argument("--tables", nargs="+", required=True, help="CSV files, or folders of them")
    parser.add_argument("--claims", help="JSON that shilu.claims wrote")
    parser.add_argument("--output", required=True, help="filled Markdown to write")
    parser.add_argument("--values", required=True, help="JSON of all bound values to write")
    args = parser.parse_args(argv)
    template = Path(args.template).read_text(encoding="utf-8")
    names, claims = load(args.tables), ()
    if args.claims:
        claims = json.loads(Path(args.claims).read_text(encoding="utf-8"))["claims"]
        names["claims"] = cells.ledger(args.claims, claims)
    markdown, bound = fill(template, names=names, claims=claims, file=args.template)
    write_json(args.values, {"values": bound, "claims": list(claims)})
    write_text(args.output, markdown)


if __name__ == "__main__":
    main()
