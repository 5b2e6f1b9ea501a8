"""The prose of a Markdown file or template, and where in the file each numeral of it stands.

Pandoc decides what is prose, but does not tell places.  So each character that can be part of a numeral is
replaced by a private mark of its own before pandoc reads the text; where the marks turn up in pandoc's tree
tells which of them are prose, and a mark leads back to its place.  A mark is as wide as what it stands for
(columns of tables stay), and what Markdown's syntax needs is not marked (list numbers, labels, attributes).
"""

import html
import json
import re

import yaml

from shilu import config, pandoc
from shilu.errors import UserError
from shilu.lint import numbering, prose
from shilu.lint.numerals import en, ko, scan, zh_ja
from shilu.lint.prose import BREAK, OPAQUE

_TEMPLATE = re.compile(
    r"\{%[-+]?\s*raw\s*[-+]?%\}(?P<raw>.*?)\{%[-+]?\s*endraw\s*[-+]?%\}"
    r"|(?P<statement>(?m:^[ \t]+)?(?:\{##.*?##\}|\{%.*?%\})(?:\r?\n)?)"
    r"|\{\{(?P<expression>.*?)\}\}|\ue000\d+\.[0-9a-f]+\ue001|(?P<entity>&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);)",
    re.DOTALL,
)
_WIDE = re.compile(f"[{zh_ja.CHARACTERS}０-９\u3040-\u30ff가-힣]")
_NUMERAL = re.compile(
    rf"[{zh_ja.CHARACTERS}]|\d|{scan.SIGN}|{zh_ja.KANA}|{ko.STARTS}|(?<![\w.#@/=-])(?i:{en.STARTS})(?!(?!fold)[a-z])"
)
_LABEL = re.compile(r"^[ >]{0,3}\[([^\]\n]+)\]:", re.MULTILINE)
_SYNTAX = (
    r"^[ \t>*+-]*\(?\d+[.)](?=\s)|(?<=\$)\d+|&#?\w+;|https?://[^\s)>]+|[#.@][A-Za-z][A-Za-z0-9_:.-]*"
    rf"|(?=[A-Za-z_]+\d){scan.IDENTIFIER}"
)
_METADATA = ("title", "subtitle", "abstract", "description", "keywords", "subject", "thanks")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/年]\d{1,2}(?:[-/月]\d{1,2}日?)?|年)?(?![\d.%])")
#: In a claims file, what these keys hold is prose; so is whatever else has Han characters, kana or Hangul.
_SENTENCES = {"sentence", "sentences", "supported", "refuted", "undecided", "title", "note"}


class Source:
    """Text whose every character knows where in the author's file it begins and ends."""

    def __init__(self):
        self.text, self.starts, self.ends = "", [], []
        self.marked = frozenset()
        self.expressions = []

    def add(self, text, start, end=None):
        """Append `text`, which stands at `start` character for character, or as a whole for start:end."""
        self.text += text
        places = range(start, start + len(text))
        self.starts += places if end is None else [start] * len(text)
        self.ends += (place + 1 for place in places) if end is None else [end] * len(text)

    def add_template(self, text, start=0):
        """Append a piece of a template: values become `OPAQUE`; statements vanish as Jinja makes them.

        What stands in ``{{ }}`` is kept in ``expressions``, with start and end of the braces.
        """
        position = 0
        for match in _TEMPLATE.finditer(text):
            self.add(text[position : match.start()], start + position)
            position = match.end()
            here = start + match.start(), start + match.end()
            if match["raw"] is not None:
                self.add(match["raw"], start + match.start("raw"))
            elif match["statement"]:
                if (
                    text[match.start() - 1 : match.start()].strip()
                    and text[match.end() : match.end() + 1].isalnum()
                ):
                    self.add(BREAK, *here)
            elif match["entity"]:
                char = html.unescape(match[0])
                self.add(char, *here) if _NUMERAL.fullmatch(char) else self.add(match[0], here[0])
            else:
                self.add(OPAQUE, *here)
                self.expressions += [(match["expression"], *here)] if match["expression"] else []
        self.add(text[position:], start + position)

    def add_yaml(self, text, name):
        """Append the sentences of a YAML file, each a paragraph."""
        try:
            config.require_few(text, name)
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = (error.problem_mark or error.context_mark).line + 1
            raise UserError(f"{name}:{line}: not valid YAML: {error.problem}; correct it") from error
        except (yaml.YAMLError, RecursionError) as error:
            reason = getattr(error, "reason", None) or "nested too deeply"
            raise UserError(f"{name}: not valid YAML: {reason}; correct it") from error
        for node in _sentences(root):
            begin = node.start_mark.index
            raw = text[begin : node.end_mark.index]
            if node.style in ("|", ">"):
                begin, raw = begin + raw.index("\n") + 1, raw[raw.index("\n") + 1 :]
            elif node.style:
                begin, raw = begin + 1, raw[1:-1]
            for line in re.finditer(r"([ \t]*)(.*)\n?", raw):
                content = line[2]
                self.add_template(content, begin + line.start(2))
                self.add("\n", begin + line.start(2) + len(content))
            self.add("\n", begin + len(raw))


def _sentences(node, *, inside=False):
    if isinstance(node, yaml.ScalarNode):
        if inside or re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", node.value):
            yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _sentences(child, inside=inside)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from _sentences(child, inside=inside or str(key.value) in _SENTENCES)


def streams(source, name):
    """Give the running texts of `source`: kind, string, and for each character its index in ``source.text``.

    The kind is that of `shilu.lint.prose.read`.

    Where a character cannot be part of a numeral, or pandoc made it, there is None for an index.

    Raises
    ------
    UserError
        Pandoc cannot read it.
    """
    marked, places = _mark(source.text)
    source.marked = frozenset(places.values())
    tree = json.loads(pandoc.convert(marked, "json", "--quiet", name=name))
    found = []
    pieces = prose.read({key: tree["meta"].get(key) for key in _METADATA}, tree["blocks"])

    def typed(text):
        return "".join(source.text[places[char]] if char in places else char for char in text)

    for marked_kind, text in pieces:
        index = [places.get(char) for char in text]
        # The reason for a literal is an attribute, whose numerals are marked like any.
        kind, plain = typed(marked_kind), typed(text)
        if kind == "metadata":  # a year in the front matter is no result
            plain = _YEAR.sub(lambda found: OPAQUE * len(found[0]), plain)
        found.append((kind, plain, index))
    for kind, plain, index in numbering.without(found):
        yield kind, plain, index


def _mark(text):
    used, marks, places = set(text), [], {}
    labels = "|".join(re.escape(f"[{label}]") for label in _LABEL.findall(text))
    syntax = re.compile(_SYNTAX + (f"|{labels}" if labels else ""), re.MULTILINE)
    # Private-use characters are as narrow as digits; rare ideographs are as wide as Han numerals.
    narrow = (chr(code) for code in range(0xF0000, 0xFFFFE) if chr(code) not in used)
    wide = (chr(code) for code in range(0x20000, 0x2A6D0) if chr(code) not in used)
    kept = [False] * (len(text) + 1)
    for match in syntax.finditer(text):
        kept[match.start() : match.end()] = [True] * (match.end() - match.start())
    position = 0
    for match in _NUMERAL.finditer(text):
        place = match.start()
        mark = None if kept[place] else next(wide if _WIDE.match(text, place) else narrow, None)
        if mark:  # without one (there are so many numerals), its place is found by its neighbours
            places[mark] = place
            marks += text[position:place], mark
            position = place + 1
    return "".join((*marks, text[position:])), places
