"""Accepted numbers: this build's values, and the hash of every file behind them."""

import json
import subprocess

import pytest

from shilu.cli import main
from shilu.files import sha256
from shilu.runs import made


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with results of one value, where the commands run."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "data/pump.npz": "data",
        "runs/a/pump.npz": "run",
        "metrics/days.csv": "day,flow\n1,2\n",
        "tables/flow.csv": "pump,mean\nalpha,2\n",
        "figures/flow.svg": "<svg/>",
        "logs/fill.log": "said",
        ".steps.json": "{}",
        "quick/report/values.json": "{}",
        "quick/tables/flow.csv": "pump,mean\nalpha,1\n",
    }.items():
        path = tmp_path / "results" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    bind(tmp_path, raw=2)
    return tmp_path


def bind(folder, raw):
    source = {"table": "results/tables/flow.csv", "row": {"pump": "alpha"}, "column": "mean"}
    source["sha256"] = sha256(folder / source["table"])
    value = {"name": "flow/alpha/mean", "raw": raw, "text": str(raw), "line": 1, "sources": [source]}
    (folder / "results/report").mkdir(exist_ok=True)
    (folder / "results/report/values.json").write_text(json.dumps({"values": [value], "claims": []}))


def refusal(capsys):
    with pytest.raises(SystemExit) as end:
        main(["accept"])
    assert end.value.code == 2
    return capsys.readouterr().err


def test_the_values_and_the_hash_of_every_result_are_kept(project):
    main(["accept"])
    kept = json.loads((project / "report/accepted/values.json").read_text())
    assert kept == json.loads((project / "results/report/values.json").read_text())
    lines = (project / "report/accepted/checksums.txt").read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "data/pump.npz",
        "figures/flow.svg",
        "metrics/days.csv",
        "report/values.json",
        "runs/a/pump.npz",
        "tables/flow.csv",
    ]


def test_sha256sum_reads_the_checksums_and_sees_a_changed_file(project):
    main(["accept"])
    check = ["sha256sum", "--check", "--quiet", project / "report/accepted/checksums.txt"]
    assert subprocess.run(check, cwd=project / "results", check=False).returncode == 0
    (project / "results/runs/a/pump.npz").write_text("another run")
    result = subprocess.run(check, cwd=project / "results", capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stdout.startswith("runs/a/pump.npz: ")


def test_nothing_is_accepted_where_there_are_no_results(project, capsys):
    for folder in ("data", "runs", "metrics", "tables", "figures"):
        (project / "results" / folder).rename(project / folder)
    assert "results: no results to accept; build the report first" in refusal(capsys)
    assert not (project / "report").exists()


def test_values_that_are_older_than_their_table_are_not_accepted(project, capsys):
    (project / "results/tables/flow.csv").write_text("pump,mean\nalpha,3\n")
    assert "results/tables/flow.csv: changed since the report was made" in refusal(capsys)
    assert not (project / "report").exists()


def test_values_that_their_table_does_not_have_are_not_accepted(project, capsys):
    bind(project, raw=5)
    assert "flow/alpha/mean: 5 is bound, and results/tables/flow.csv [pump=alpha] mean has 2" in refusal(
        capsys
    )


def test_a_build_without_values_is_named(project, capsys):
    (project / "results/report/values.json").unlink()
    assert "results/report/values.json: no such file or folder" in refusal(capsys)


def test_a_figure_that_is_not_as_its_job_made_it_is_not_accepted(project, capsys):
    figure = "results/figures/flow.svg"
    made.write("results", {figure: sha256(figure)}, {}, {"command": ["figures"]})
    main(["accept"])
    (project / figure).write_text("<svg />")
    assert f"results: at odds with the tables ({figure}: not as it was made; build again)" in refusal(capsys)
