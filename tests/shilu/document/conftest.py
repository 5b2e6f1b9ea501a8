"""Documents that are rendered, and PDFs as their readers have them: an outside library says what is in them."""

import io

import pypdf
import pytest

from shilu.document.render import render

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="150"><path d="M0 0 L300 150" stroke="#1f4e79"/></svg>'


class Seen:
    """A PDF, as a program that knows nothing of us reads it."""

    def __init__(self, rendered):
        self.warnings, self.reads = rendered.warnings, rendered.reads
        self.reader = pypdf.PdfReader(io.BytesIO(rendered.pdf))
        self.root = self.reader.trailer["/Root"]
        self.pages = [page.extract_text() for page in self.reader.pages]
        self.text = "".join(self.pages).replace("\xa0", " ").replace("\u2060", "")
        self.squeezed = "".join(self.text.split())

    def pieces(self, page=0):
        """Yield the pieces of text of a page: text, x and y in points from its bottom left, size, font."""
        found = []

        def note(text, outer, inner, font, size):
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            name = str((font or {}).get("/BaseFont", "")).split("+")[-1].removesuffix("-Identity-H")
            if text.strip():
                found.append((text.replace("\xa0", " ").strip(), x, y, size, name))

        self.reader.pages[page].extract_text(visitor_text=note)
        return found

    def at(self, word, page=0):
        """Return x, y, size and font of the only piece of text with this word."""
        (found,) = [rest for text, *rest in self.pieces(page) if word in text]
        return found

    def dashed(self, page=0):
        """Return the dashed lines of a page: x and y of the beginning, width, in points."""
        found, kept, state, start = [], [], ((1, 0, 0, 1, 0, 0), False), (0, 0)
        for operands, operator in self.reader.pages[page].get_contents().operations:
            (a, b, c, d, e, f), dash = state
            if operator == b"q":
                kept.append(state)
            elif operator == b"Q":
                state = kept.pop()
            elif operator == b"cm":
                m = [float(number) for number in operands]
                linear = (m[0] * a + m[1] * c, m[0] * b + m[1] * d, m[2] * a + m[3] * c, m[2] * b + m[3] * d)
                state = ((*linear, m[4] * a + m[5] * c + e, m[4] * b + m[5] * d + f), dash)
            elif operator == b"d":
                state = (state[0], bool(operands[0]))
            elif operator == b"m":
                start = [float(number) for number in operands]
            elif operator == b"l" and dash:
                x, y = start
                found.append((x * a + y * c + e, x * b + y * d + f, abs((float(operands[0]) - x) * a)))
        return found

    def colours(self, page=0):
        """Return the colours that the text of a page has, in its order, each once until it changes."""
        found, kept, colour = [], [], None
        for operands, operator in self.reader.pages[page].get_contents().operations:
            if operator == b"q":
                kept.append(colour)
            elif operator == b"Q":
                colour = kept.pop()
            elif operator in {b"scn", b"rg", b"g", b"k"}:
                colour = tuple(float(number) for number in operands)
            elif operator in {b"Tj", b"TJ"} and found[-1:] != [colour]:
                found.append(colour)
        return found

    def tags(self, node=None):
        """Yield the elements of the structure that a screen reader reads."""
        node = (self.root["/StructTreeRoot"] if node is None else node).get_object()
        if isinstance(node, dict):
            if "/S" in node:
                yield node
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                yield from self.tags(kid)

    def alts(self):
        """Return the texts that stand for pictures and formulas."""
        return [tag["/Alt"].replace("\xa0", " ") for tag in self.tags() if "/Alt" in tag]

    def boxes(self, alt):
        """Return left, bottom, right and top, in points, of the pictures with this alt text."""
        found = [tag["/A"].get_object()[0]["/BBox"] for tag in self.tags() if tag.get("/Alt") == alt]
        return [[float(edge) for edge in box] for box in found]

    def links(self):
        """Yield (page from 0, annotation) of each link."""
        for number, page in enumerate(self.reader.pages):
            for link in page.annotations or []:
                yield number, link.get_object()

    def outline(self):
        """Return the bookmarks: (depth, title) each."""

        def walk(entries, depth):
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, depth + 1)
                else:
                    yield depth, entry.title.replace("\xa0", " ")

        return list(walk(self.reader.outline, 1))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Return a folder with a picture."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "flow.svg").write_text(PICTURE)
    return folder


@pytest.fixture(scope="session")
def seen(pictures):
    """Return a function that renders Markdown and returns what is seen of it."""

    def seen(markdown, values=None, places=(), **options):
        options["trace"] = {"values": values} if values else None
        return Seen(render(markdown, places=[pictures, *places], name="in.md", **options))

    return seen


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "flow.svg").write_text(PICTURE)
    return tmp_path


@pytest.fixture
def pdf(folder):
    """Return a function that renders Markdown and reads the PDF back."""

    def pdf(markdown, values=None, **options):
        options["trace"] = {"values": values} if values else None
        data, _, _ = render(markdown, places=[folder], name="in.md", **options)
        return pypdf.PdfReader(io.BytesIO(data))

    return pdf
