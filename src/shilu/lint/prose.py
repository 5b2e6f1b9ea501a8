"""The running texts of pandoc's tree: what of a document is prose, formula or code, and what is neither."""

import re

#: Stands for what is no prose (a value, code, mathematics, a reference): numerals do not join across it.
OPAQUE = "\ufffc"
#: Stands where something was that makes no blank.
BREAK = "\u2060"
_MARKUP = {"Emph", "Underline", "Strong", "Strikeout", "SmallCaps"}
_SHOWN = {"alt", "title", "caption", "summary", "aria-label", "fig-cap", "fig-alt", "tbl-cap", "lst-cap"}
#: A column whose header has a unit holds measurements, even if they are 1, 2, 3.
_UNIT = re.compile(r"[(（/]\s*[A-Za-z°%µΩ]")


def read(metadata, blocks):
    """Return the running texts, each with its kind.

    Parameters
    ----------
    metadata : dict
        What of the front matter is shown, as pandoc's tree has it.
    blocks : list
        The document's blocks.

    Returns
    -------
    list of (str, str)
        Kind and text: ``"metadata"``, ``"heading"``, ``"paragraph"``, ``"math"``, ``"code"``, ``"row N"`` (a
        cell of the first column of a table; those of one table have one number), ``"text"``, or
        ``"literal REASON"`` for what is marked as literal with its reason.
    """
    texts = []
    for node in metadata.values():
        _walk(node, texts, "metadata")
    texts = [(kind if kind in ("math", "code") else "metadata", text) for kind, text in texts]
    _walk(blocks, texts)
    return texts


def _walk(node, texts, kind="text"):
    # Each list of inlines is a text; whatever else there is holds such lists further down.
    if isinstance(node, dict):
        _block(node, texts, kind)
    elif isinstance(node, list):
        if node and isinstance(node[0], dict) and node[0].get("t") in _INLINES:
            texts.append((kind, _flat(node, texts)))
            return
        for child in node:
            _walk(child, texts, kind)


def _block(node, texts, kind):
    tag, content = node.get("t"), node.get("c")
    if tag == "RawBlock":
        texts.extend(("text", text) for text in _raw(*content, block=True))
    elif tag == "Table":
        _table(content, texts)
    elif tag == "MetaString":
        texts.append((kind, content))
    else:
        if isinstance(content, list):
            _attributes(content, texts)
        if tag == "Header":
            content, kind = ([], kind) if "literal" in content[1][1] else (content[2], "heading")
        if tag in ("Para", "Plain"):
            kind = "paragraph"
        if tag == "Div" and "literal" in content[0][1]:
            _literal(content[0][2], content[1], texts)
        elif tag not in ("CodeBlock", "HorizontalRule"):
            for child in [content] if tag else node.values():
                _walk(child, texts, kind)


def _literal(attributes, content, texts):
    # What is marked without a reason is nobody's concern; of the rest it is told how much there is.
    if reason := dict(attributes).get("reason"):
        inside = []
        _walk(content, inside)
        texts.extend((f"literal {reason}", text) for _, text in inside)


def _table(content, texts):
    _, caption, _, head, bodies, foot = content
    rows = [row for body in bodies for row in body[3]]
    firsts = [row[1][0][4] for row in rows if row[1]]
    column = []
    _walk([row[1][:1] for row in head[1]], column)
    label = column[0][1] if column else ""
    kind = "text" if _UNIT.search(label) else f"row {len(texts)}"
    for cell in firsts:
        _walk(cell[0]["c"] if cell and cell[0]["t"] in ("Para", "Plain") else cell, texts, kind)
    _walk([caption, head, [[row[1][1:] for row in rows], [body[2] for body in bodies]], foot], texts)


def _attributes(content, texts):
    for part in content:
        if (
            isinstance(part, list)
            and len(part) == 3
            and isinstance(part[0], str)
            and isinstance(part[2], list)
        ):
            texts.extend(("text", value) for key, value in part[2] if key in _SHOWN)


def _flat(inlines, texts):
    return "".join(_inline(node["t"], node.get("c"), texts) for node in inlines)


def _inline(kind, content, texts):
    if kind in ("Link", "Image", "Span", "Code"):
        _attributes(content, texts)
    if kind == "Str":
        return content
    if kind in ("Math", "Code"):
        texts.append((kind.lower(), content[1]))
        return OPAQUE
    if kind in _INSTEAD:
        return _INSTEAD[kind]
    return _SPECIAL.get(kind, _flat)(content, texts)


def _raw_inline(content, texts):
    texts.extend(("text", text) for text in _raw(*content, block=False))
    tag = re.match(r"<(su[pb]|br)\b", content[1])
    return {"sup": "^", "sub": "_", "br": " "}[tag[1]] if tag else ""


def _cite(content, texts):
    for citation in content[0]:
        texts.extend(("text", _flat(citation[side], texts)) for side in ("citationPrefix", "citationSuffix"))
    return OPAQUE


def _note(content, texts):
    _walk(content, texts)
    return BREAK


def _span(content, texts):
    if "literal" not in content[0][1]:
        return _flat(content[1], texts)
    _literal(content[0][2], content[1], texts)
    return OPAQUE


def _link(content, texts):
    texts.append(("text", content[2][1]))
    return OPAQUE if "uri" in content[0][1] else _flat(content[1], texts)


_INSTEAD = {"Space": " ", "SoftBreak": "\n", "LineBreak": "\n"}
_SPECIAL = {
    "RawInline": _raw_inline,
    "Cite": _cite,
    "Note": _note,
    "Span": _span,
    "Link": _link,
    "Image": _link,
    "Quoted": lambda content, texts: _flat(content[1], texts),
    # So that 10^-7^ and H~2~O can be told from 10 7 and H2O.
    "Superscript": lambda content, texts: "^" + _flat(content, texts),
    "Subscript": lambda content, texts: "_" + _flat(content, texts),
}

_INLINES = {"Str", "Code", "Math", *_MARKUP, *_INSTEAD, *_SPECIAL}


def _raw(form, text, *, block):
    # Raw output is no way round the lint: what is printed of it counts.
    if form.startswith("html"):
        text = re.sub(
            r"<!--.*?-->|<(script|style|pre|textarea|code)\b.*?</\1\s*>",
            OPAQUE,
            text,
            flags=re.DOTALL | re.IGNORECASE,
        )
        for tag in re.findall(r"<[A-Za-z][^>]*>", text):
            yield from (
                value for key, value in re.findall(r"([\w-]+)\s*=\s*[\"']([^\"']*)", tag) if key in _SHOWN
            )
        text = re.sub(r"<[^>]*>", "", text)
    elif form == "typst":
        text = re.sub(r"//.*|#(?:let|set|show|import)\b.*|\$[^$]*\$|`[^`]*`|<[\w:-]+>|@[\w:-]+", OPAQUE, text)
        for call in re.findall(r"#[\w.]+\((?:[^()]|\([^()]*\))*\)", text):
            yield from re.findall(r"\[([^\[\]]*)\]", call)
        text = re.sub(r"#[\w.]+(?:\((?:[^()]|\([^()]*\))*\))?", OPAQUE, text)
    elif form in ("tex", "latex"):
        text = re.sub(r"(?<!\\)%.*|\$[^$]*\$", OPAQUE, text)
        hidden = (
            r"begin|end|label|(?:eq)?ref|cite\w*|[vh]space|includegraphics|input|url|setlength|usepackage"
        )
        text = re.sub(rf"\\(?:{hidden})\*?(?:\[[^\]]*\])?(?:\{{[^{{}}]*\}})*", OPAQUE, text)
        text = re.sub(r"\\[a-zA-Z]+\*?(?:\[[^\]]*\])?", OPAQUE, text)
    elif not block:
        return
    yield text
