"""Another report of another subject in another language, with the report kit alone."""

import json

import pypdf
import pytest


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("pump")
    source = root / "tests" / "pump"
    fill = [
        "fill",
        source / "report.ja.md.j2",
        "--tables",
        source,
        "--output",
        folder / "r.md",
        "--values",
        folder / "v.json",
    ]
    theme = root / "report" / "theme"
    render = [
        "render",
        folder / "r.md",
        folder / "r.pdf",
        "--values",
        folder / "v.json",
        "--theme",
        theme,
        "--strict",
    ]
    for command in (fill, render):
        subprocess.run([sys.executable, "-m", f"shilu.{command[0]}", *command[1:]], cwd=folder, check=True)
    return folder


def test_the_japanese_pdf_says_what_the_measurements_say(built):
    reader = pypdf.PdfReader(built / "r.pdf")
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert reader.metadata.title == "ポンプの流量測定：α号機 と β号機".replace(" ", " ")
    assert reader.trailer["/Root"]["/Lang"].startswith("ja")
    assert "各条件で12回ずつ測定した。" in text
    assert "β号機の流量は1.312±0.020L/sであった" in text
    assert "差は0.059である（表1）" in text


def test_every_number_of_it_can_be_traced(built):
    values = json.loads((built / "v.json").read_text())["values"]
    assert {source["table"].rsplit("/", 1)[1] for value in values for source in value["sources"]} == {
        "flow.csv"
    }
    difference = next(value for value in values if " - " in value["name"])
    assert [source["row"] for source in difference["sources"]] == [
        {"pump": "beta", "head": "low"},
        {"pump": "alpha", "head": "low"},
    ]
    assert difference["raw"] == pytest.approx(1.3120 - 1.2534)
