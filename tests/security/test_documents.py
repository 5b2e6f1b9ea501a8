"""Documents of strangers: what Typst, pandoc, Lua, styles, bibliographies and pictures can do."""

import contextlib
import io
import socket
import struct
import threading
import zlib

import pypdf
import pytest

from shilu import cli
from shilu.document.pictures import pixels
from shilu.document.render import render
from shilu.errors import UserError

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0 L9 9" stroke="#000"/></svg>'
)
HEAD = "---\ntitle: t\nlang: en\n{}\n---\n\n{}\n"
LEFT_OUT = "is code of Typst, and left out; where you trust this text, write raw_typst = true"


def made(front="", text="text", **options):
    """Render a document of the working folder; return its warnings."""
    return render(HEAD.format(front, text), places=["."], name="in.md", **options).warnings


def refused(front="", text="text", **options):
    """Render a document that must not do; return the error, which is one line."""
    with pytest.raises(UserError) as error:
        made(front, text, **options)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("in.md")
    return str(error.value)


@pytest.fixture
def listener(monkeypatch):
    """Listen where all programs are told to go for the network; return who came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")

        def listen():
            with contextlib.suppress(OSError):
                while True:
                    came.append(server.accept()[0].recv(99))

        threading.Thread(target=listen, daemon=True).start()
        yield came


RAW = [
    ("", "`#panic()`{=typst}"),
    ("", "`#panic()`{=Typst}"),
    ("", "```{=typst}\n#panic()\n```"),
    ("header-includes: '`#panic()`{=typst}'", "text"),
    ("subtitle: x\nabstract: '`#panic()`{=typst}'", "text"),
    ("", '[a]{typst:text:fill="panic()"}'),
    ("", '::: {typst:inset="panic()"}\na\n:::'),
    ("", "# a {typst:text:fill='panic()'}"),
    ("references: [{id: a, type: book, title: 'T `#panic()`{=typst}'}]", "@a"),
    ("bibliography: raw.yaml", "@a [see *x*, @a]"),
]


@pytest.mark.parametrize(("front", "text"), RAW)
def test_code_of_typst_is_left_out_with_a_warning(project, front, text):
    (project / "raw.yaml").write_text(
        "references:\n- id: a\n  type: book\n  title: '`#panic()`{=typst} [y]{typst:text:fill=\"panic()\"}'\n"
    )
    assert any(LEFT_OUT in line for line in made(front, text))


def test_a_project_that_allows_code_of_typst_has_it(project):
    (project / "in.md").write_text(HEAD.format("", "```{=typst}\n#panic()\n```"))
    (project / "shilu.toml").write_text("[report]\nraw_typst = true\n")
    with pytest.raises(SystemExit) as end:
        cli.main(["render", "in.md"])
    assert end.value.code == 2
    assert not made("", "```{=typst}\n#emph[a]\n```", raw_typst=True)


@pytest.mark.parametrize(("front", "text"), [
    ("date-typst: panic()\nscript-typst: panic()\nbody: x\nhighlighting-definitions: '#panic()'\nsection-word: ']#panic()['", "text"),
    ("", "```{class='```#panic()'}\ncode\n```\n\n`x`{class='a\")#panic()'}"),
    ("", '[x]{.value use="panic()" key=k row=r}'),
    ("", '# a {id=\'x");#panic()\'}\n\n[x](<http://y/")#panic()>)'),
    ("filters: [no.lua]\nlua-filter: no.lua", "text"),
])  # fmt: skip
def test_front_matter_classes_and_names_are_no_code(project, front, text):
    made(front, text)


def test_front_matter_takes_no_place_of_the_body(project):
    pdf = render(HEAD.format("body: other", "mine"), places=["."], name="in.md").pdf
    assert "mine" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(("front", "text", "said"), [
    ("toc: true\ntoc-depth: '3, title: panic()'", "# a", "toc-depth"),
    ("", '![c](ok.svg){width="1cm, fit: panic()"}', "width=1cm, fit: panic() is not understood"),
    ("geometry: left=panic()", "text", "geometry"),
    ("fontsize: panic()", "text", "fontsize"),
    ("mainfont: '\"+panic()'", "text", "mainfont"),
])  # fmt: skip
def test_an_attribute_that_is_no_length_or_name_is_an_error(project, front, text, said):
    (project / "ok.svg").write_text(DRAWING)
    with pytest.raises(UserError, match=r"in\.md") as error:
        made(front, text)
    assert said in str(error.value)


@pytest.mark.parametrize(("front", "text"), [
    ("", "![c](../secret.svg){alt=a}"),
    ("", "![c](%2e%2e/secret.svg){alt=a}"),
    ("", "![c](link.svg){alt=a}"),
    ("", "![c](folder/secret.svg){alt=a}"),
    ("", "![c](/etc/passwd){alt=a}"),
    ("bibliography: ../secret.yaml", "@a"),
    ("bibliography: link.yaml", "@a"),
    ("bibliography: /etc/passwd", "@a"),
    ("bibliography: ok.yaml\ncsl: /etc/passwd", "@a"),
    ("bibliography: ok.yaml\ncitation-style: /etc/passwd", "@a"),
    ("bibliography: ok.yaml\ncitation-abbreviations: /etc/passwd", "@a"),
])  # fmt: skip
def test_nothing_outside_the_project_is_read(project, front, text):
    (project / "ok.yaml").write_text("references:\n- {id: a, type: book, title: T}\n")
    (project / "link.svg").symlink_to("../secret.svg")
    (project / "link.yaml").symlink_to("../secret.yaml")
    (project / "folder").symlink_to("..")
    said = refused(front, text)
    assert "leads out of the project" in said
    # What is spelt so is not even opened; a link is seen when it was.
    assert ("where no" in said) == ("link." not in text + front and "folder/" not in text)


@pytest.mark.parametrize("code", ["/etc/passwd", "../job/work.json", "work.json", "0.svg/../../work.json"])
def test_typst_reads_its_pictures_alone(project, code):
    refused("", f'```{{=typst}}\n#read("{code}")\n```', raw_typst=True)


DEPENDENT = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>x</title><id>x</id><link href="http://example.org/apa" rel="independent{}parent"/><updated>2014-05-15T00:00:00+00:00</updated></info></style>'


def test_nothing_touches_the_network(project, listener):
    (project / "ok.yaml").write_text("references:\n- {id: a, type: book, title: T}\n")
    for dash in ("-", "&#45;"):
        (project / "dependent.csl").write_text(DEPENDENT.format(dash))
        assert "would be fetched" in refused("bibliography: ok.yaml\ncsl: dependent.csl", "@a")
    refused("bibliography: http://example.org/x.bib", "@a")
    refused("", "![c](http://example.org/x.png){alt=a}")
    refused("", '```{=typst}\n#import "@preview/cetz:0.3.0"\n```', raw_typst=True)
    assert listener == []


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("code", [
    '#{ let s = "x"; while s.len() < 100000000000 { s = s + s } }',
    "#{ let s = (1,); for i in range(60) { s = s + s } }",
    "#{ for a in range(100000) { for b in range(100000) { let c = a + b } } }",
])  # fmt: skip
def test_typst_ends_when_it_has_had_its_time_or_memory(project, code):
    assert "this takes more than" in refused("", f"```{{=typst}}\n{code}\n```", raw_typst=True)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("text", ["[" * 40, "\\newcommand{\\a}{x\\a}\n\n$\\a$"])
def test_pandoc_ends_when_it_has_had_its_time(project, text):
    assert "this takes more than 1 s of a processor" in refused("", text)


@pytest.mark.usefixtures("hurried")
def test_pandoc_ends_with_aliases_that_multiply(project):
    front = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    front += "\n".join(
        f"{two}: &{two} [{', '.join([f'*{one}'] * 10)}]"
        for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "this takes more than" in refused(front)


def png(width, height):
    """Return a PNG picture that is all black."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("name", ["big.png", "big.svg"])
def test_a_picture_of_too_many_pixels_or_bytes_is_refused_with_its_size(project, name):
    (project / "big.png").write_bytes(png(40_000, 40_000))
    with (project / "big.svg").open("wb") as file:
        file.truncate(31_000_000)
    said = refused("", f"![c]({name}){{alt=a}}")
    assert name in said
    assert ("40,000 x 40,000 pixels, more than 100,000,000; make it smaller" in said) == (name == "big.png")


@pytest.mark.parametrize(("head", "size"), [
    (png(3, 4), (3, 4)),
    (b"GIF89a\x03\x00\x04\x00", (3, 4)),
    (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x02\0\0\x03\0\0", (3, 4)),
    (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (2 | 3 << 14).to_bytes(4, "little"), (3, 4)),
    (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x03\x00\x04\x00", (3, 4)),
    (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08\x00\x04\x00\x03", (3, 4)),
    (b"\xff\xd8\xff\xe0\x00", None),
    (DRAWING.encode(), None),
])  # fmt: skip
def test_the_size_of_a_picture_is_read_off_its_header(tmp_path, head, size):
    (tmp_path / "picture").write_bytes(head)
    with (tmp_path / "picture").open("rb") as file:
        assert pixels(file) == size


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'


@pytest.mark.parametrize("drawing", [
    SVG.format("<g>" * 20_000 + "</g>" * 20_000),
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("<text>&x;</text>"),
    SVG.format('<image width="9" height="9" xlink:href="/etc/passwd"/>'),
    SVG.format('<g id="a0"><path d="M0 0"/></g>' + "".join(f'<g id="a{i + 1}">' + f'<use xlink:href="#a{i}"/>' * 10 + "</g>" for i in range(9)) + '<use xlink:href="#a9"/>'),
])  # fmt: skip
def test_a_drawing_reads_no_file_and_is_no_bomb(project, drawing):
    (project / "x.svg").write_text(drawing)
    refused("", "![c](x.svg){alt=a}")
