"""Whatever a file holds, a command ends as it should: no traceback, one message, whole files or none.

Real documents are damaged as people, spreadsheets and disks damage them, and worse.  ``make fuzz`` runs more.
"""

import contextlib
import copy
import functools
import hashlib
import io
import json
import os
import resource
import signal
import tempfile
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shilu import cli, pandoc
from shilu.archive import bundle, statement
from shilu.values.record import read_record

pytestmark = [pytest.mark.fuzz, pytest.mark.filterwarnings("ignore:Generating overly large repr")]

PUMP = Path(__file__).parents[1] / "pump"
#: Cases in total; each target has a share of them, after what a case of it takes.
CASES = int(os.environ.get("SHILU_FUZZ", "500"))
SHARES = {
    "template": 30,
    "table": 14,
    "claims": 10,
    "record": 12,
    "project": 8,
    "lint": 12,
    "render": 8,
    "pdf": 6,
    "archive": 4,
}
#: Seconds after which a case hangs, and bytes that it may take.
PATIENCE, MEMORY = 30, 6 * 2**30


def cases(target, share=1.0):
    """Return the settings of a test that has a share of its target's cases."""
    count = max(int(CASES * SHARES[target] * share / sum(SHARES.values())), 1)
    return settings(
        max_examples=count,
        deadline=None,
        derandomize="SHILU_FUZZ" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.fixture(scope="module", autouse=True)
def limited():
    """Give pandoc less time than an author has, a case less memory than the machine has."""
    limit, pandoc.LIMIT = pandoc.LIMIT, 5
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)
    pandoc.LIMIT = limit


def hang(*_):
    """End a case that takes too long."""
    raise AssertionError("it hangs")


def ends_well(files, *argv, outputs=()):
    """Run a command on files (name: text or bytes) in a folder of its own, and hold it to what it promises."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        for path, content in files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            Path(path).write_bytes(data)
        before = contents()
        code, said = run(argv)
        after = contents()
        assert code in {0, 1, 2}, said
        assert "Traceback" not in said, said
        assert "a fault of shilu" not in said, said
        assert {path: after.get(path) for path in before} == before, "an input was changed"
        assert after.keys() - before.keys() <= set(outputs), "it left something behind"
        if code == 2:
            assert sum(line.startswith("error: ") for line in said.split("\n")) == 1, said
            assert any(Path(path).name in said for path in files), f"no file is named: {said}"
            assert after.keys() == before.keys(), "it could not, and wrote all the same"
        for path in after.keys() - before.keys():
            if path.endswith("values.json"):
                read_record(path)
            assert whole(path, after[path]), path


def whole(path, data):
    """Return whether a file that was written is all there."""
    if path.endswith(".pdf"):
        return data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    if path.endswith(".json"):
        return json.loads(data) is not None
    return data.decode() is not None


def contents():
    """Return the content of all files here, by path."""
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def run(argv):
    """Run `shilu`; return its exit code, and what it said on standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    previous = signal.signal(signal.SIGALRM, hang)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main(list(argv))
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    return code, err.buffer.getvalue().decode(errors="replace")


#: What breaks readers: the marks of Jinja, Markdown, YAML, CSV and ours; numbers that are none; ends of things.
TOKENS = [
    "{{", "}}", "{%", "%}", "{##", "##}", "|", "$", "$$", ":::", "---", "```", "[", "]", "(", ")", "{", "}", "<", ">", "#", "\\", "`",
    "\ue000", "\ue001", "\ue0000\ue001", "\ue000999\ue001", "\0", "\ufeff", "\ud800", "\u2028", "\u200d", "\U0010ffff", "\x0c", "\r", "\r\n", "\n", "\n\n", "\t",
    '"', "'", '""', ",", ",,", ";", ":", ": ", "- ", "* ", "&a ", "*a", "!!python/object:os.system", "<<: ", "%", "@", "@fig:x", "[@a]", "^[", "~",
    "nan", "NaN", "inf", "-inf", "-0", "0", "1e400", "1e308", "-1e308", "1e-400", "9" * 400, "9" * 5000, "0x1F", "1_000", "020", "1:20", "true", "null", "None",
    "[" * 30, "{" * 200, "> " * 200, "- " * 300, "(" * 300, "一" * 50, "三成", "５", "98.5 %", "1/0", "{{ 1/0 }}", "{{ x }}", "{{ flow }}", "{{ claims }}",
    "\\newcommand{\\a}{x\\a}$\\a$", "<script>", "<table><tr>", "```{=typst}\n#panic()\n```\n", '```{=typst}\n#read("/etc/passwd")\n```\n', "![a](no.svg)", "![](/etc/passwd)",
    "{#provenance}", "{.literal}", "[5]{.literal}", "[x]{.value}", "::: {#provenance}\n:::\n", "lang: klingon\n", "bibliography: no.bib\n", "csl: /etc/passwd\n", "date: 0000-99-99\n",
]  # fmt: skip
CODECS = ["cp950", "gb18030", "cp932", "utf-16", "utf-16-le", "utf-32", "latin-1"]
pieces = st.one_of(
    st.sampled_from(TOKENS), st.text(max_size=6), st.floats().map(repr), st.integers().map(str)
)


@st.composite
def damaged(draw, name):
    """Return a file of the pumps, as bytes, a few edits away from what it was."""
    text = (PUMP / name).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 0, 1, 3, 20, 200, len(text)])))
        put = draw(st.one_of(pieces, st.just(text[start:end] * 2)))
        text = text[:start] + put + text[end:]
    encoding = draw(st.sampled_from(["utf-8"] * 20 + ["utf-8-sig", *CODECS]))
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    data = text.encode(encoding, errors)
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 15)) == 15 else data


texts = st.text(max_size=200) | st.lists(pieces, max_size=30).map("".join)
#: What stands at a place of JSON where something else was meant.
ODD = st.sampled_from([
    None, True, 0, -1, 2.0, 1e308, 10**400, float("nan"), float("inf"), "", "\0", "\ud800", "\u001b[31m", "x" * 3000, "../../../etc/passwd", "/dev/zero",
    "nan", "1e400", [], [[]], [{}], {}, {"": None},
]).map(copy.deepcopy) | st.text(max_size=5)  # fmt: skip


@st.composite
def tampered(draw, content):
    """Return JSON content with a few entries replaced, removed or added, wherever they stand."""
    content = copy.deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        node, depth = content, draw(st.integers(1, 7))
        for _ in range(depth):
            if not isinstance(node, dict | list) or not node:
                break
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            parent, node = node, node[key]
        else:
            key = None if not isinstance(content, dict | list) or not content else key
        if not isinstance(content, dict | list) or not content:
            content = draw(ODD)
        elif draw(st.integers(0, 3)) == 0:
            del parent[key]
        elif draw(st.integers(0, 5)) == 0 and isinstance(parent, dict):
            parent[draw(st.sampled_from(["", "x", "\0", "lang", "page"]))] = draw(ODD)
        else:
            parent[key] = draw(ODD)
    return content


def pump(**others):
    """Return the files of the pumps, some of them replaced: by their names, with _ for the dots."""
    names = ["shilu.toml", "pump.ja.md.j2", "claims.yaml", "flow.csv", "flow.schema.json", "runs.csv"]
    return {name: others.get(name.replace(".", "_"), (PUMP / name).read_bytes()) for name in names}


@functools.cache
def built():
    """Return what a build of the pumps makes: the tested claims, Markdown, values and the PDF, by path."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        for path, data in pump().items():
            Path(path).write_bytes(data)
        code, said = run(["build"])
        assert code == 0, said
        return {path: data for path, data in contents().items() if path.startswith("results/")}


LEDGER, MARKDOWN, VALUES, PDF = (f"results/{name}" for name in ("claims.json", "pump/pump.md", "pump/values.json", "pump/pump.pdf"))  # fmt: skip

names = st.sampled_from([
    "flow", "flow.alpha", "flow.alpha.low", "flow.alpha.low.flow", "flow.beta.high.flow", "flow.alpha.low.pump", "flow.alpha.low.runs", "claims", "runs", "loop",
    "claims.beta_flows_more_at_low_head.p", "claim", "table", "excerpt", "tables", "_bind", "none", "true", "range", "self", "x", "k", "nothing",
])  # fmt: skip
literals = st.sampled_from(["0", "-1", "2.5", "1e400", "10**500", "10**9", '""', '"flow"', '"{{"', "[]", "{}", "()", "'\\0'", "'\\ud800'", "'%s'", "'{:>9}'"])  # fmt: skip
FILTERS = [
    "interval", "percent", "decimals(2)", "decimals(-400)", "decimals(1e9)", "ranked('flow')", "best_of", "or_dash", "abs", "batch(2)", "capitalize", "center(9)",
    "default(1)", "dictsort", "e", "first", "float", "format(1)", "groupby('flow')", "indent", "int", "items", "join", "last", "length", "list", "lower", "map('x')",
    "map(attribute='flow')", "max", "min", "pprint", "random", "reject", "replace('a', 'b')", "reverse", "round", "safe", "select", "slice(0)", "sort", "string",
    "striptags", "sum", "title", "tojson", "trim", "truncate(1)", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap(0)", "xmlattr", "nothing",
]  # fmt: skip
expressions = st.recursive(
    names | literals,
    lambda inner: st.one_of(
        st.builds("({} | {})".format, inner, st.sampled_from(FILTERS)),
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "~", "<", "==", ">=", "in", "and", "or", "if true else"]), inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}({})".format, names, inner),
        st.builds("{}.{}".format, inner, st.sampled_from(["flow", "raw", "text", "unit", "uncertainty", "sources", "_rows", "__class__", "items()", "p"])),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{} is {}".format, inner, st.sampled_from(["defined", "none", "number", "mapping", "divisibleby(0)", "in(1)"])),
        st.builds("{}{}{}".format, st.sampled_from(["-", "not ", "(" * 40, "[" * 300]), inner, st.sampled_from(["", ")" * 40, "]" * 300])),
    ),
    max_leaves=6,
)  # fmt: skip
statements = st.one_of(
    st.builds("{{{{ {} }}}}".format, expressions),
    st.builds("${{{{ {} }}}}$".format, expressions),
    st.builds("\n# {{{{ {} }}}}\n".format, expressions),
    st.builds("{{% for k in {} %}}{{{{ {} }}}}{{% endfor %}}".format, expressions, expressions),
    st.builds("{{% for k, x in {} recursive %}}{{{{ loop(x) }}}}{{% endfor %}}".format, expressions),
    st.builds("{{% if {} %}}1{{% else %}}{{{{ {} }}}}{{% endif %}}".format, expressions, expressions),
    st.builds("{{% set x = {} %}}{{{{ x }}}}".format, expressions),
    st.builds("{{% macro m() %}}{{{{ {} }}}}{{{{ m() }}}}{{% endmacro %}}{{{{ m() }}}}".format, expressions),
    st.builds("{{% block b %}}{{{{ {} }}}}{{{{ self.b() }}}}{{% endblock %}}".format, expressions),
    st.builds("{{% {} %}}".format, st.sampled_from(["include 'flow.csv'", "import '/etc/passwd' as x", "extends x", "do x", "raw", "call x()", "filter upper", "autoescape true"])),
    st.builds("{}".format, pieces),
)  # fmt: skip
FILL = ("fill", "pump.ja.md.j2", "--tables", "flow.csv", "--output", "out.md", "--values", "values.json")


@cases("template", 0.4)
@given(damaged("pump.ja.md.j2"))
def test_a_template_that_was_damaged(template):
    ends_well(pump(pump_ja_md_j2=template), *FILL, outputs=["out.md", "values.json"])


@cases("template", 0.6)
@given(st.lists(statements, min_size=1, max_size=4).map("\n\n".join))
def test_a_template_of_any_expressions(template):
    files = pump(pump_ja_md_j2=template) | {"claims.json": built()[LEDGER]}
    ends_well(files, *FILL, "--claims", "claims.json", outputs=["out.md", "values.json"])


@cases("table", 0.4)
@given(damaged("flow.csv"))
def test_a_table_that_was_damaged(table):
    ends_well(pump(flow_csv=table), *FILL, outputs=["out.md", "values.json"])


@cases("table", 0.3)
@given(damaged("flow.schema.json"))
def test_a_schema_that_was_damaged(schema):
    ends_well(pump(flow_schema_json=schema), *FILL, outputs=["out.md", "values.json"])


@cases("table", 0.3)
@given(tampered(json.loads((PUMP / "flow.schema.json").read_text(encoding="utf-8"))))
def test_a_schema_of_another_kind(schema):
    ends_well(pump(flow_schema_json=json.dumps(schema)), *FILL, outputs=["out.md", "values.json"])


CLAIMS = ("claims", "--claims", "claims.yaml", "--data", "runs.csv", "--output", "claims.json")


@cases("claims", 0.6)
@given(damaged("claims.yaml"))
def test_claims_that_were_damaged(claims):
    ends_well(pump(claims_yaml=claims), *CLAIMS, outputs=["claims.json"])


@cases("claims", 0.4)
@given(damaged("runs.csv"))
def test_data_that_was_damaged(data):
    ends_well(pump(runs_csv=data), *CLAIMS, outputs=["claims.json"])


def of_record(path):
    """Return a strategy of a JSON file that a build wrote, tampered with or damaged, as text."""
    return st.deferred(lambda: tampered(json.loads(built()[path])).map(json.dumps))


@cases("record", 0.3)
@given(of_record(LEDGER))
def test_a_ledger_that_was_tampered_with(ledger):
    files = pump() | {"claims.json": ledger}
    ends_well(files, *FILL, "--claims", "claims.json", outputs=["out.md", "values.json"])


@cases("record", 0.4)
@given(of_record(VALUES), st.sampled_from([["diff", "old", "results"], ["diff", "results", "old"], ["accept"], ["why", "flow.alpha.low.flow"], ["lint"]]))  # fmt: skip
def test_values_that_were_tampered_with(values, argv):
    files = pump() | built() | {VALUES: values, "old/pump/values.json": built()[VALUES]}
    ends_well(files, *argv, outputs=["accepted/values.json", "accepted/checksums.txt"])


@cases("record", 0.3)
@given(of_record(VALUES))
def test_values_that_were_tampered_with_before_a_pdf(values):
    files = pump() | built() | {VALUES: values}
    ends_well(files, "render", MARKDOWN, "out.pdf", "--values", VALUES, outputs=["out.pdf"])


@cases("project", 1)
@given(
    damaged("shilu.toml"), st.sampled_from(["fill", "claims", "lint", "build", "where", "accept", "check"])
)
def test_a_project_file_that_was_damaged(project, command):
    argv = [command, "x"] if command == "where" else [command]
    ends_well_or_elsewhere(pump(shilu_toml=project), argv)


def ends_well_or_elsewhere(files, argv):
    """Hold a command to its promises, where its project file decides what it writes."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        for path, data in files.items():
            Path(path).write_bytes(data)
        code, said = run(argv)
        assert code in {0, 1, 2}, said
        assert "Traceback" not in said, said
        assert "a fault of shilu" not in said, said
        assert {path: Path(path).read_bytes() for path in files} == files, "an input was changed"
        assert code != 2 or said.count("error: ") == 1, said


@cases("lint", 0.4)
@given(damaged("pump.ja.md.j2"))
def test_lint_of_a_template_that_was_damaged(text):
    ends_well({"a.md.j2": text}, "lint", "a.md.j2")


@cases("lint", 0.3)
@given(texts)
def test_lint_of_any_text(text):
    ends_well({"a.md": text}, "lint", "a.md")


@cases("lint", 0.3)
@given(damaged("claims.yaml") | texts)
def test_lint_of_sentences_that_were_damaged(text):
    ends_well({"a.yaml": text}, "lint", "a.yaml")


HEAD = "---\ntitle: 題\n---\n\n"


@st.composite
def fronts(draw):
    """Return Markdown with a front matter of known keys and any values."""
    keys = ["title", "author", "date", "lang", "toc", "numbersections", "CJKmainfont", "mainfont", "fontsize", "geometry", "bibliography", "csl", "header-includes", "keywords", "abstract", "nocite"]  # fmt: skip
    lines = draw(st.lists(st.builds("{}: {}\n".format, st.sampled_from(keys), pieces), max_size=4))
    return f"---\n{''.join(lines)}---\n\n{draw(texts)}\n"


@cases("render", 0.4)
@given(fronts())
def test_any_front_matter(text):
    ends_well({"a.md": text}, "render", "a.md", "a.pdf", outputs=["a.pdf"])


@cases("render", 0.3)
@given(texts)
def test_any_markdown(text):
    ends_well({"a.md": HEAD + text}, "render", "a.md", "a.pdf", outputs=["a.pdf"])


@cases("render", 0.3)
@given(damaged("pump.ja.md.j2"))
def test_markdown_that_was_damaged(text):
    ends_well({"a.md": text}, "render", "a.md", "a.pdf", outputs=["a.pdf"])


ASKED = st.sampled_from([["check"], ["why"], ["why", "12"], ["why", "1.253"]])


@cases("pdf", 0.4)
@given(st.data(), ASKED)
def test_a_pdf_that_was_damaged(data, asked):
    pdf = bytearray(built()[PDF])
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(pdf) - 1))
        pdf[start : start + data.draw(st.sampled_from([1, 1, 10, 10_000]))] = data.draw(st.binary(max_size=4))
    ends_well(pump() | {"a.pdf": bytes(pdf)}, asked[0], "a.pdf", *asked[1:])


@cases("pdf", 0.6)
@given(st.data(), ASKED)
def test_a_pdf_whose_values_were_tampered_with_and_sealed_again(data, asked):
    reader = pypdf.PdfReader(io.BytesIO(built()[PDF]))
    sealed = json.loads(reader.attachments["trace.json"][0])
    trace = json.dumps(data.draw(tampered(json.loads(sealed["trace"]))))
    pages = data.draw(st.just(sealed["pages"]) | tampered(sealed["pages"]))
    seal = hashlib.sha256(trace.encode()).hexdigest()
    writer = pypdf.PdfWriter(clone_from=reader)
    next(iter(writer.attachment_list)).content = json.dumps({"trace": trace, "sha256": seal, "pages": pages}).encode()  # fmt: skip
    written = io.BytesIO()
    writer.write(written)
    ends_well(pump() | {"a.pdf": written.getvalue()}, asked[0], "a.pdf", *asked[1:])


@functools.cache
def archived(stated=None):
    """Return the bytes of an archive of the pumps, perhaps with another statement."""
    entries = [bundle.entry(name, data, "source") for name, data in pump().items()]
    entries += [bundle.entry(name, data, "result") for name, data in built().items()]
    told = {"command": "shilu build", "reports": [PDF], "versions": {}, "settings": {}}
    content = statement.state(entries, **told) if stated is None else stated
    entries.append(bundle.entry(statement.FILE, content, "made"))
    with tempfile.TemporaryDirectory() as name:
        bundle.write_zip(Path(name, "a.zip"), entries, 0)
        return content, Path(name, "a.zip").read_bytes()


@cases("archive", 0.5)
@given(st.data())
def test_an_archive_that_was_damaged(data):
    packed = bytearray(archived()[1])
    for _ in range(data.draw(st.integers(1, 4))):
        # The names and sizes stand at its end.
        start = data.draw(
            st.integers(0, len(packed) - 1) | st.integers(max(len(packed) - 900, 0), len(packed) - 1)
        )
        packed[start : start + data.draw(st.sampled_from([1, 1, 4, 10_000]))] = data.draw(
            st.binary(max_size=4)
        )
    ends_well({"a.zip": b"PK" + bytes(packed[2:])}, "check", "a.zip")


@cases("archive", 0.5)
@given(st.data())
def test_an_archive_whose_statement_was_tampered_with(data):
    stated = json.dumps(data.draw(tampered(json.loads(archived()[0])))).encode("utf-8", "surrogatepass")
    ends_well({"a.zip": archived(stated)[1]}, "check", "a.zip")
