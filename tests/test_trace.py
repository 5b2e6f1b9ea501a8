"""From a printed number to its runs, and back: why, where, check, diff and accept."""

import csv
import json
import shutil
import subprocess
import sys

import numpy as np
import pypdf
import pytest

from shilu import store, trace
from shilu.check import check
from shilu.diff import diff
from shilu.errors import UserError

TEMPLATE = """---
title: 流量
---

# 結果

甲號機的流量是 {{ flow.alpha.mean }}，乙號機是 {{ flow.beta.mean }}。

# 結論

甲號機的流量是 {{ flow.alpha.mean }}。

# 出處

::: {#provenance}
:::
"""


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Return a folder with results of two pumps, from their runs to the PDF."""
    folder = tmp_path_factory.mktemp("pumps")
    results = folder / "results"
    rows = []
    for pump, level in (("alpha", 1.25), ("beta", 0.75)):
        for day in (1, 2):
            name = f"runs/{pump}-{day}.npz"
            store.save(
                results / name, {"x": np.ones(2)}, stage="shilu.store", settings={"pump": pump, "day": day}
            )
            rows.append({"pump": pump, "day": day, "flow": level, "run": name})
    (results / "metrics").mkdir()
    with (results / "metrics" / "days.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (results / "tables").mkdir()
    (results / "tables" / "flow.csv").write_text("pump,mean,half\nalpha,1.2512,0.021\nbeta,0.7534,0.034\n")
    schema = {
        "primaryKey": ["pump"],
        "fields": [{"name": "mean", "unit": "L/s", "uncertainty": "half"}],
        "source": {"table": "../metrics/days.csv", "on": ["pump"], "files": "run"},
    }
    (results / "tables" / "flow.schema.json").write_text(json.dumps(schema))
    (folder / "t.md").write_text(TEMPLATE)
    fill = ["t.md", "--tables", "results/tables", "--output", "results/report/r.md"]
    render = ["results/report/r.md", "results/report/report.pdf", "--theme", root / "report/theme"]
    for module, arguments in (("fill", fill), ("render", render)):
        command = [
            sys.executable,
            "-m",
            f"shilu.{module}",
            *arguments,
            "--values",
            "results/report/values.json",
        ]
        subprocess.run(command, cwd=folder, check=True)
    return folder


@pytest.fixture
def project(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project")


def test_why_leads_from_the_printed_number_to_its_runs(project, run):
    result = run("shilu.why", "results/report/report.pdf", "1.251", cwd=project)
    assert result.returncode == 0, result.stderr
    for part in (
        "1.251  =  flow/alpha/mean",
        "1.2512 ± 0.021 L/s",
        "page 1, section '結果', line 7 of the template",
        "page 1, section '結論', line 11 of the template",
        "results/tables/flow.csv [pump=alpha] mean",
        "results/metrics/days.csv lines 2-3 (2 rows)",
        "results/runs/alpha-1.npz",
        "made by shilu.store",
        "with day 2, pump alpha",
        "again: snakemake --force results/runs/alpha-2.npz",
        "source src/shilu/store.py",
    ):
        assert part in result.stdout, part
    assert "beta" not in result.stdout


def test_why_takes_a_name_in_the_template_s_words_too(project, run):
    result = run("shilu.why", "flow.beta.mean", cwd=project)
    assert result.returncode == 0, result.stderr
    assert "results/runs/beta-2.npz" in result.stdout


def test_why_says_when_a_table_has_changed_since(project, run):
    table = project / "results/tables/flow.csv"
    table.write_text(table.read_text().replace("1.2512", "1.2612"))
    assert "CHANGED since: the report is older" in run("shilu.why", "flow.alpha.mean", cwd=project).stdout


def test_where_lists_every_place(project, run):
    result = run("shilu.where", "flow.alpha.mean", cwd=project)
    assert result.stdout.count("as '1.251'") == 2
    assert "section '結論'" in result.stdout


@pytest.mark.parametrize(("arguments", "message"), [
    (("shilu.why", "results/report/report.pdf", "9.99"), "unknown number '9.99'; nearest:"),
    (("shilu.why", "flow.gamma.mean"), "unknown value 'flow.gamma.mean'; nearest: flow/"),
    (("shilu.where", "flow.gamma.mean"), "unknown value"),
    (("shilu.check", "t.md"), "t.md: not a PDF"),
    (("shilu.check", "nothing.pdf"), "nothing.pdf: no such file"),
])  # fmt: skip
def test_what_cannot_be_traced_is_one_line(project, run, arguments, message):
    result = run(*arguments, cwd=project)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_check_reads_the_printed_numbers_again(project, run):
    result = run("shilu.check", "results/report/report.pdf", cwd=project)
    assert (result.returncode, result.stdout) == (0, "3/3 match\n")


def test_check_names_the_page_and_the_number_that_differ(project):
    content, pages = trace.read_pdf(project / "results/report/report.pdf")
    forged = [pages[0].replace("0.753", "0.953"), *pages[1:]]
    compared, wrong = check(content["values"], forged)
    assert compared == 3
    assert wrong == ["page 1: '0.753' is bound 1 times and printed 0 times"]


def test_a_number_inside_another_one_is_no_match():
    assert not trace.pattern("0.75").search("10.75 0.751 0.75.1 −0.75")
    assert trace.pattern("0.75 ± 0.03").search("flow 0.75 ±\n0.03 L/s")


def rewritten(path, change):
    """Change the attachment of a PDF, as somebody who tampers with it would."""
    reader = pypdf.PdfReader(path)
    sealed = json.loads(reader.attachments["trace.json"][0])
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    writer.add_attachment("trace.json", json.dumps(change(sealed)).encode())
    writer.write(path)


def test_an_attachment_that_was_tampered_with_is_refused(project):
    pdf = project / "results/report/report.pdf"
    rewritten(pdf, lambda sealed: {**sealed, "trace": sealed["trace"].replace("1.251", "1.951")})
    with pytest.raises(UserError, match=r"report\.pdf: its trace\.json was changed after it was made"):
        trace.read_pdf(pdf)


def test_a_pdf_that_is_not_ours_is_refused(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "other.pdf")
    with pytest.raises(UserError, match=r"other\.pdf: carries no trace\.json"):
        trace.read_pdf(tmp_path / "other.pdf")


def content(raw, uncertainty, verdict="supported"):
    value = {
        "name": "flow/alpha/mean",
        "raw": raw,
        "uncertainty": uncertainty,
        "text": str(raw),
        "section": "結果",
    }
    return {"values": [value], "claims": [{"id": "more", "verdict": verdict}]}


def test_diff_tells_noise_from_change_and_names_flipped_claims():
    assert diff(content(1.0, 0.1), content(1.0, 0.1)) == []
    (noise,) = diff(content(1.0, 0.1), content(1.1, 0.1))
    assert "1.0 -> 1.1 (+0.1, within seed noise); shown in 結果" in noise
    claim, value = diff(content(1.0, 0.1), content(1.5, 0.1, "refuted"))
    assert claim == "claim  more: supported -> refuted"
    assert "BEYOND seed noise" in value


def test_accepted_numbers_are_what_diff_compares_with(project, run):
    assert run("shilu.diff", cwd=project).returncode == 2
    assert run("shilu.accept", cwd=project).returncode == 0
    assert run("shilu.diff", cwd=project).returncode == 0
    sums = project / "report/accepted/checksums.txt"
    check = subprocess.run(
        ["sha256sum", "-c", sums], cwd=project / "results", capture_output=True, check=False
    )
    assert check.returncode == 0
    values = project / "results/report/values.json"
    values.write_text(values.read_text().replace("1.2512", "1.9512"))
    result = run("shilu.diff", cwd=project)
    assert result.returncode == 1
    assert "flow/alpha/mean" in result.stdout


def test_accepting_nothing_is_refused(tmp_path, run):
    (tmp_path / "results/report").mkdir(parents=True)
    (tmp_path / "results/report/values.json").write_text('{"values": []}')
    result = run("shilu.accept", cwd=tmp_path)
    assert result.returncode == 1
    assert "no results to accept; build the report first" in result.stderr
