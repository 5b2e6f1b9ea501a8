"""Another report of another subject in another language, with the report kit alone."""

import json
import shutil
import subprocess
import sys

import pypdf
import pytest


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Build the project of the pumps, and return its results."""
    folder = shutil.copytree(root / "tests" / "pump", tmp_path_factory.mktemp("own") / "pump")
    subprocess.run([sys.executable, "-m", "shilu", "build", "--strict"], cwd=folder, check=True)
    return folder / "results"


def text(built):
    pages = pypdf.PdfReader(built / "pump" / "pump.pdf").pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_japanese_pdf_says_what_the_measurements_say(built):
    reader = pypdf.PdfReader(built / "pump" / "pump.pdf")
    assert reader.metadata.title == "ポンプの流量測定：α号機 と β号機".replace(" ", " ")
    assert reader.trailer["/Root"]["/Lang"].startswith("ja")
    assert "各条件で12回ずつ測定した。" in text(built)
    assert "β号機の流量は1.312±0.020L/sであった" in text(built)
    assert "差は0.059である（表1）" in text(built)


def test_the_table_of_sources_speaks_japanese(built):
    assert "出典値（掲載ページ）" in text(built)
    assert "出處" not in text(built)


def test_every_number_of_it_can_be_traced(built):
    values = json.loads((built / "pump" / "values.json").read_text())["values"]
    tables = {source["table"] for value in values for source in value["sources"]}
    assert tables == {"flow.csv", "results/claims.json"}
    difference = next(value for value in values if " - " in value["name"])
    assert [source["row"] for source in difference["sources"]] == [
        {"pump": "beta", "head": "low"},
        {"pump": "alpha", "head": "low"},
    ]
    assert difference["raw"] == pytest.approx(1.3120 - 1.2534)


def test_its_claims_are_tested_and_told_with_their_verdict(built):
    ledger = {claim["id"]: claim for claim in json.loads((built / "claims.json").read_text())["claims"]}
    assert ledger["beta_flows_more_at_low_head"]["verdict"] == "supported"
    assert ledger["alpha_flows_more_at_high_head"]["verdict"] == "refuted"
    assert "β号機の平均流量はα号機より明らかに多い。○" in text(built)
    assert "α号機の平均流量がβ号機より多いという予想は外れた。×" in text(built)
