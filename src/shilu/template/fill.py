"""Fill the report's template: bind every value to the cell of the table that it comes from.

A value becomes a placeholder in the filled Markdown: its index in ``values.json`` between two private-use
characters.  The document stage puts the text in after Markdown was parsed, so no value can change the layout.
"""

import contextlib
import functools
import re
import traceback

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token

from shilu.errors import UserError
from shilu.template import excerpt as source
from shilu.values import digits
from shilu.values import table as cells
from shilu.values import value as values

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


class _Claim(dict):
    """A claim that is told: its sentence for the verdict is a template of its own."""

    __slots__ = ()


class _Table(list):
    """Rows of cells: text, or a value with the mark around it."""

    __slots__ = ()


def fill(template, *, names, claims=(), places=(".",), file="template"):
    """Fill a template.

    Parameters
    ----------
    template : str
        Markdown with Jinja's ``{{ value }}`` and ``{% statement %}``;
        comments are ``{## … ##}``, since ``{#``
        is Markdown's.
    names : dict
        What the template can reach: tables (`shilu.values.table.Rows`) by their names.
    claims : sequence of dict
        What `shilu claims` found; the template puts each into its prose by ``{{ claim("id") }}``,
        once.
    places : sequence of str or Path
        Folders that the paths of excerpts start from; the first that has a file gives it.
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
    binder = _Binder(names, claims, places)
    with _explained(file, names):
        markdown = binder.environment.from_string(template).render(names)
    if binder.waiting:
        raise UserError(
            f"{file}: claim {next(iter(binder.waiting))!r} is tested and never told; tell or drop it"
        )
    _add_sections(markdown, binder.bound)
    return markdown, binder.bound


class _Binder:
    """What ``{{ … }}`` puts into the text, and the record of it."""

    def __init__(self, names, claims, places):
        self.names = names
        self.bound = []
        self.claims = [claim["id"] for claim in claims]
        self.waiting = {claim["id"]: claim for claim in claims}
        self.line = None
        self.environment = _environment(
            bind=self.outermost, claim=self.tell, excerpt=functools.partial(_listing, places)
        )

    def outermost(self, line, value):
        # A claim's sentence is a template of its own: its values stand in the line that tells the claim.
        if self.line is not None:
            return self.bind(value)
        self.line = line
        try:
            return self.bind(value)
        finally:
            self.line = None

    def bind(self, value):
        if isinstance(value, values.Value):
            self.bound.append(_record(value, self.line))
            return f"{OPEN}{len(self.bound) - 1}{CLOSE}"
        if isinstance(value, _Claim):
            return self.sentence(value)
        if isinstance(value, _Table):
            return "\n".join(f"| {' | '.join(map(self.cell, row))} |" for row in value)
        if isinstance(value, cells.Rows):
            raise UserError(f"{value} is no single value: name its other keys and a column")
        if isinstance(value, int | float):
            raise UserError(f"{value!r} is bound to nothing: name a cell, or write [{value}]{{.literal}}")
        return value

    def cell(self, cell):
        if isinstance(cell, str):
            return cell
        value, mark = cell
        return f"{mark}{digits.ABSENT if value.raw is None else self.bind(value)}{mark}"

    def tell(self, name):
        if name not in self.waiting:
            if name in self.claims:
                raise UserError(f"claim {name!r} is told twice; tell it once")
            raise cells.UnknownNameError("ledger", name, self.claims or ["(no claims)"], "claim")
        claim = self.waiting.pop(name)
        return _Claim(claim)

    def sentence(self, claim):
        # With the mark that leads to its row of the ledger.
        mark = f"^[{MARKS[claim['verdict']]}](#claim-{claim['id']})^"
        with _explained(f"{claim['file']}: {claim['id']}.sentences.{claim['verdict']}", self.names):
            return self.environment.from_string(claim["sentence"]).render(self.names) + mark


class _PlacedError(UserError):
    """An error that says already where it is."""


@contextlib.contextmanager
def _explained(file, names):
    try:
        yield
    except _PlacedError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise _PlacedError(f"{file}:{error.lineno}: {error.message}") from error
    except jinja2.UndefinedError as error:
        missing = re.match(r"'(.+)' is undefined", error.message)
        known = [*names, "excerpt", "table", "claim"]
        reason = cells.UnknownNameError("template", missing[1], known, "name") if missing else error.message
        raise _PlacedError(f"{file}:{_line(error)}: {reason}") from error
    except (UserError, TypeError, AttributeError) as error:
        raise _PlacedError(f"{file}:{_line(error)}: {error}") from error


def _table(rows, *columns, best=()):
    # Headers, units and digits are those of the schema: nothing about a table is written twice.
    rows = list(cells.leaves(rows))
    marked = {name for column in best for name in values.best_of(rows, column)}
    table = _Table([[cells.title(rows[0], column) for column in columns]])
    numbers = [rows[0][column].is_number for column in columns]
    table.append(["---:" if number else ":---" for number in numbers])
    for row in rows:
        shown = [
            values.interval(row[column]) if row[column].uncertainty else row[column] for column in columns
        ]
        table.append([(value, "**" if value.name in marked else "") for value in shown])
    return table


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
        "or_dash": values.or_dash,
    }
    environment.globals = {"table": _table, **functions}
    return environment


def _record(value, line):
    if value.raw is None:
        raise UserError(f"{value.name} is empty; write an {{% if %}} around it, or | or_dash behind it")
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


def _listing(places, file, symbol):
    code, line = source.excerpt(source.found(file, places), symbol)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
    return f'{fence} {{.python source="{file}:{line}"}}\n{code}\n{fence}'


def load(paths, root="."):
    """Read tables by path, a folder for its CSV files; raise a `UserError` where two share a name.

    They are recorded as they are reached from `root`, the folder of the project.
    """
    names = {}
    for path in cells.table_files(paths):
        if path.stem in names:
            raise UserError(f"{path}: a second table named {path.stem!r}; rename one")
        names[path.stem] = cells.read(path, root)
    return names
