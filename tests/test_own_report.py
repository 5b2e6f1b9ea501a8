"""Another report of another subject in another language, with the report kit alone."""

import json
import subprocess
import sys

import pypdf
import pytest


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Build the report as `docs/own-report.md` says, and return its folder."""
    folder, source = tmp_path_factory.mktemp("pump"), root / "tests" / "pump"
    for command in (
        f"claims --claims {source}/claims.yaml --data {source}/runs.csv --output c.json",
        f"fill {source}/report.ja.md.j2 --tables {source}/flow.csv --claims c.json --output r.md --values v.json",
        f"lint {source}/report.ja.md.j2 {source}/claims.yaml --values v.json",
        "render r.md r.pdf --values v.json --strict",
        "check r.pdf",
    ):
        stage, *arguments = command.split(" ")
        subprocess.run([sys.executable, "-m", "shilu", stage, *arguments], cwd=folder, check=True)
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
    tables = {source["table"].rsplit("/", 1)[-1] for value in values for source in value["sources"]}
    assert tables == {"flow.csv", "c.json"}
    difference = next(value for value in values if " - " in value["name"])
    assert [source["row"] for source in difference["sources"]] == [
        {"pump": "beta", "head": "low"},
        {"pump": "alpha", "head": "low"},
    ]
    assert difference["raw"] == pytest.approx(1.3120 - 1.2534)


def test_its_claims_are_tested_and_told_with_their_verdict(built):
    ledger = {claim["id"]: claim for claim in json.loads((built / "c.json").read_text())["claims"]}
    assert ledger["beta_flows_more_at_low_head"]["verdict"] == "supported"
    assert ledger["alpha_flows_more_at_high_head"]["verdict"] == "refuted"
    reader = pypdf.PdfReader(built / "r.pdf")
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert "β号機の平均流量はα号機より明らかに多い。○" in text
    assert "α号機の平均流量がβ号機より多いという予想は外れた。×" in text
