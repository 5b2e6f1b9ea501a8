"""What ``{{ … }}`` puts into the text, and the record of it."""

import functools
import re

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shilu.errors import UserError
from shilu.template import excerpt, tables
from shilu.template.explain import explained
from shilu.template.names import Hiding, reachable
from shilu.values import digits, filters
from shilu.values.names import UnknownNameError
from shilu.values.ranking import ranked
from shilu.values.record import CLOSE, OPEN, PLACEHOLDER, placeholder
from shilu.values.rows import Rows, name_of
from shilu.values.value import Value

#: The mark behind a claim's sentence, which leads to its row of the ledger.
MARKS = {"supported": "○", "refuted": "×", "undecided": "△"}
#: Expressions that a template may come to: more is a loop without sense.
MOST = 1_000_000
#: Filters and methods of Jinja that would set a text as wide as memory, or another one each time.
_DROPPED = ("center", "indent", "pprint", "random", "tojson", "urlize", "wordwrap", "xmlattr")
_WIDENING = {"center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map"}


class _Numbered(Extension):
    """Hands each ``{{ … }}`` to `bind` together with its line, which Jinja does not tell a template."""

    def filter_stream(self, stream):
        for token in stream:
            line = token.lineno
            if token.type == "variable_end":
                yield Token(line, "rparen", ")")
            yield token
            if token.type == "variable_begin":
                yield from (Token(line, "name", "_bind"), Token(line, "lparen", "("))
                yield from (Token(line, "integer", line), Token(line, "comma", ","))


class _Environment(ImmutableSandboxedEnvironment):
    # A template is text of an author, or of a stranger: it reaches tables, and nothing else of the machine.
    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context, operator, left, right):
        numbers = all(isinstance(side, int | float | Value) for side in (left, right))
        if operator == "**" or not numbers:
            raise UserError(
                f"{operator} of these is not worked out; put the result into a column of the table"
            )
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, _value):
        return None  # no formatting, which makes text that is bound to nothing

    def is_safe_attribute(self, obj, attr, value):
        return super().is_safe_attribute(obj, attr, value) and not (
            isinstance(obj, str) and attr in _WIDENING
        )


class _Claim(dict):
    """A claim that is told: its sentence for the verdict is a template of its own."""

    __slots__ = ()


class _Listing(str):
    """An excerpt of source code: no text of the template's."""

    __slots__ = ()


class Binder:
    """What ``{{ … }}`` puts into the text, and the record of it.

    Parameters
    ----------
    names : dict of str to Rows
    claims, left_out
        As `shilu.template.fill.fill` takes them.
    places : sequence of Path
        Where excerpts are looked for.
    lang : str
        Language of the document.

    Attributes
    ----------
    bound : list of dict
        The record of each use of a value.
    strings : list of dict
        ``line`` and ``text`` of what an expression gave that is no value.
    cut : dict of (str, str) to (int, Value)
        By table and column, where a number was first shown with fewer digits that nobody chose.
    reads : list of Path
        The files that excerpts are from.
    waiting : dict of str to dict
        The claims that are not told yet.
    """

    def __init__(self, names, claims, left_out, places, lang):
        self.names, self.left_out, self.places = names, left_out, places
        self.bound, self.strings, self.cut, self.reads = [], [], {}, []
        self.claims = [claim["id"] for claim in claims]
        self.waiting = {claim["id"]: claim for claim in claims}
        self.line, self.count = None, 0
        self.environment = _environment(
            names, lang, _bind=self.outermost, claim=self.tell, excerpt=self.listing, table=tables.cells
        )

    def outermost(self, line, thing):
        """Bind what an expression in `line` comes to."""
        self.count += 1
        if self.count > MOST:
            raise UserError(f"more than {MOST} expressions were worked out; end the loop earlier")
        # A claim's sentence is a template of its own: its values stand in the line that tells the claim.
        if self.line is not None:
            return self.bind(thing)
        self.line = line
        try:
            return self.bind(thing)
        finally:
            self.line = None

    def bind(self, thing):
        """Return the text that stands for something in the filled Markdown."""
        if isinstance(thing, Value):
            self.bound.append(self.recorded(thing))
            return placeholder(len(self.bound) - 1, self.bound[-1])
        if isinstance(thing, _Claim):
            return self.sentence(thing)
        if isinstance(thing, tables.Cells):
            for shown in thing.cut:
                self.warn(shown)
            return "\n".join(f"| {' | '.join(map(self.cell, row))} |" for row in thing.rows)
        if isinstance(thing, str | jinja2.Undefined):
            return self.string(thing)
        if isinstance(thing, Rows):
            raise UserError(f"{name_of(thing)} is no single value: name its other keys and a column")
        if isinstance(thing, int | float):
            raise UserError(
                f"{thing!r} is bound to nothing: name the cell that has it (fewer digits: | decimals(n)); "
                f"what is no result is written as [{thing}]{{.literal}}, without braces"
            )
        if isinstance(thing, Hiding):
            return str(thing)
        raise UserError(f"this comes to {_kind(thing)}, which is no text: name a value or a text")

    def string(self, text):
        text = str(text) if not isinstance(text, str) else text
        bare = PLACEHOLDER.sub("", text)
        if re.search("[\ud800-\udfff]", bare):
            raise UserError("half of a character (a lone surrogate) is no text; write the character itself")
        if OPEN in bare or CLOSE in bare:
            raise UserError("a value was changed like a text; show it as it is, with the filters for values")
        if bare.strip() and not isinstance(text, _Listing):
            self.strings.append({"line": self.line, "text": bare})
        return text

    def cell(self, cell):
        if isinstance(cell, str):
            return cell
        shown, mark = cell
        return f"{mark}{digits.ABSENT if shown.raw is None else self.bind(shown)}{mark}"

    def recorded(self, shown):
        if not shown.is_finite:
            what = "is empty" if shown.raw is None else "is no finite number"
            place = f" ({shown.place} has {shown.text!r})" if shown.place else ""
            raise UserError(
                f"{shown.name} {what}{place}; write an {{% if %}} around it, or | or_dash behind it"
            )
        if shown.is_cut:
            self.warn(shown)
        entry = {key: getattr(shown, key) for key in ("name", "raw", "unit", "uncertainty", "form", "places")}
        entry |= {"text": shown.shown, "sources": list(shown.sources), "line": self.line}
        more = {"bounds": shown.bounds and list(shown.bounds), "pad": shown.pad}
        more["written"] = shown.written if " " in shown.name else ""
        return entry | {key: told for key, told in more.items() if told}

    def warn(self, shown):
        source = shown.sources[0]
        self.cut.setdefault((source["table"], source["column"]), (self.line, shown))

    def tell(self, name):
        """Return the claim of an id, which a template tells once."""
        if name in self.left_out:
            return ""
        if name not in self.waiting:
            if name in self.claims:
                raise UserError(f"claim {name!r} is told twice; tell it once")
            raise UnknownNameError("ledger", name, self.claims or ["(no claims)"], "claim")
        return _Claim(self.waiting.pop(name))

    def sentence(self, claim):
        # With the mark that leads to its row of the ledger.
        mark = f"^[{MARKS[claim['verdict']]}](#claim-{claim['id']})^"
        place, sentence = f"{claim['file']}: {claim['id']}.sentences.{claim['verdict']}", claim["sentence"]
        require_no_signs(sentence, place)
        with explained(place, self.names, sentence):
            return self.environment.from_string(sentence).render() + mark

    def listing(self, file, symbol):
        """Return a code block of a symbol of a source file, as `shilu.template.excerpt` takes it."""
        path = excerpt.found(file, self.places)
        self.reads.append(path)
        code, line = excerpt.excerpt(path, symbol)
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
        return _Listing(f'{fence} {{.python source="{file}:{line}"}}\n{code}\n{fence}')


def require_no_signs(template: str, file: str) -> None:
    """Raise a `UserError` where a text (str) of `file` has the private signs that stand for values."""
    for sign in (OPEN, CLOSE):
        if sign in template:
            line = template.count("\n", 0, template.index(sign)) + 1
            raise UserError(
                f"{file}:{line}: U+{ord(sign):04X} stands for a value; delete it, it cannot be seen"
            )


def _environment(names, lang, **functions):
    environment = _Environment(
        undefined=jinja2.StrictUndefined,
        extensions=[_Numbered],
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, and no value's text enters it
    )
    for name in _DROPPED:
        del environment.filters[name]
    environment.filters |= {
        "percent": filters.percent,
        "interval": filters.interval,
        "decimals": filters.decimals,
        "p": filters.p_value,
        "han": functools.partial(filters.han, lang=lang),
        "unit": filters.unit,
        "ranked": ranked,
        "or_dash": filters.or_dash,
        "format": _no_format,
    }
    environment.globals = reachable(names, functions)
    return environment


def _no_format(*_):
    raise UserError("format makes text that is bound to nothing; write {{ value | decimals(n) }}")


def _kind(thing):
    return "nothing (none)" if thing is None else f"a {type(thing).__name__}"
