"""From a printed number to the runs behind it: the chain, and the commands that tell it."""

import csv
import json
import shutil

import numpy as np
import pytest

from shilu import cli
from shilu.errors import UserError
from shilu.files import sha256
from shilu.runs import made, store
from shilu.trace import chain, check

TEMPLATE = """---
title: 流量
---

# 結果

甲號機的流量是 {{ flow.alpha.mean }}，乙號機是 {{ flow.beta.mean }}；[0.753]{.literal} 是巧合。

# 結論

甲號機的流量是 {{ flow.alpha.mean | interval }}，多出 {{ flow.alpha.mean - flow.beta.mean }}。
{{ claim("more") }}修正後的機率是 {{ claims.more.p_corrected }}。

# 主張 {#claim-more}

![說明](flow.svg){alt="流量 {{ flow.beta.mean }}"}

# 出處

::: {#provenance}
:::
"""
CLAIM = {
    "over": "seed",
    "id": "more",
    "title": "甲較多",
    "verdict": "supported",
    "sentence": "甲號機較多。",
    "comparisons": [{"first": {"pump": "alpha"}, "second": {"pump": "beta"}}],
    "effect": 0.5,
    "interval": [0.4, 0.6],
    "n": 2,
    "test": "sign",
    "statistic": "mean",
    "margin": 0.0,
    "p": 0.03125,
    "p_corrected": 0.0625,
    "needed": None,
    "missing": {"compare": 0, "against": 0},
    "groups": {"compare": {"pump": "alpha"}, "against": {"pump": "beta"}},
    "file": "claims.yaml",
}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="15"><path d="M0 0 L30 15" stroke="#000"/></svg>'


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """Return a folder with results of two pumps, from their runs to the PDF."""
    folder = tmp_path_factory.mktemp("pumps")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        _measure(folder / "results")
        (folder / "t.md").write_text(TEMPLATE)
        again = "snakemake --configfile {results}/config.json --force {file}"
        (folder / "shilu.toml").write_text(f'[report]\nagain = "{again}"\n')
        values = ["--values", "results/report/values.json"]
        tables = ["--tables", "results/tables", "--claims", "results/claims.json"]
        cli.main(["fill", "t.md", *tables, *values, "--output", "results/report/r.md"])
        cli.main(["render", "results/report/r.md", "results/report/report.pdf", *values])
    return folder


def _measure(results):
    store.save("results/data/well.npz", {"depth": np.ones(1)}, stage="shilu.runs.bits", settings={"depth": 3})
    rows = []
    for pump, flows in (("alpha", (1.2302, 1.2722)), ("beta", (0.7194, 0.7874))):
        run, settings = f"runs/{pump}.npz", {"pump": pump, "blades": [3, 5]}
        store.save(
            f"results/{run}",
            {"x": np.ones(2)},
            stage="shilu.runs.store",
            settings=settings,
            inputs=["results/data/well.npz"],
        )
        hashed = sha256(f"results/{run}")
        rows += [
            {"pump": pump, "seed": seed, "flow": flow, "run": run, "run_sha256": hashed}
            for seed, flow in enumerate(flows, start=1)
        ]
    for name in ("metrics", "tables", "report"):
        (results / name).mkdir()
    days = results / "metrics" / "days.csv"
    with days.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (results / "tables" / "flow.csv").write_text("pump,mean,half\nalpha,1.2512,0.021\nbeta,0.7534,0.034\n")
    schema = {
        "primaryKey": ["pump"],
        "fields": [{"name": "mean", "unit": "L/s", "uncertainty": "half", "mean_of": "flow"}],
        "source": {"table": "../metrics/days.csv", "on": ["pump"], "over": "seed", "sha256": sha256(days)},
    }
    (results / "tables" / "flow.schema.json").write_text(json.dumps(schema))
    data = {"file": "results/metrics/days.csv", "sha256": sha256(days), "value": "flow", "where": {}}
    (results / "claims.json").write_text(json.dumps({"claims": [{**CLAIM, "data": data}]}))
    (results / "config.json").write_text("{}")
    (results / "flow.svg").write_text(PICTURE)


@pytest.fixture
def project(built, tmp_path, monkeypatch):
    """Return a copy of the folder, where the commands run."""
    folder = shutil.copytree(built, tmp_path / "project")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def shilu(project, capsys):
    """Return a function that runs a command: its exit code, output and error."""

    def shilu(command, *arguments):
        capsys.readouterr()
        try:
            cli.main([command, *arguments])
            code = 0
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return shilu


PDF = "results/report/report.pdf"


def test_why_leads_from_the_printed_number_to_its_runs(shilu, project):
    code, out, _ = shilu("why", PDF, "1.251")
    assert code == 0
    again = "again: snakemake --configfile results/config.json --force"
    for part in (
        "1.251  =  flow/alpha/mean\n",
        "value    1.2512 ± 0.021 L/s\n",
        "shown    page 1, section '結果', line 7 of the template, as '1.251'\n",
        "shown    page 1, section '結論', line 11 of the template, as '1.251 ± 0.021'\n",
        "table    results/tables/flow.csv [pump=alpha] mean\n",
        f"sha256 {sha256('results/tables/flow.csv')} (as recorded)\n",
        f"{again} results/tables/flow.csv\n",
        "rows     results/metrics/days.csv lines 2-3 (2 rows, seed 1-2)\n",
        f"sha256 {sha256('results/metrics/days.csv')} (as recorded)\n",
        "run      results/runs/alpha.npz\n",
        f"sha256 {sha256('results/runs/alpha.npz')} (as recorded)\n",
        f"{again} results/runs/alpha.npz\n",
        'with pump "alpha"\n',
        "with blades [3, 5]\n",
        "from     results/data/well.npz\n",
        f"sha256 {sha256('results/data/well.npz')} (as recorded)\n",
        "with depth 3\n",
        "code     of shilu.runs.store:\n",
        "/src/shilu/runs/store.py\n",
    ):
        assert part in out, part
    assert "made by shilu.runs.store\n" in out  # what no job made has no record of its code
    assert out.count("run      ") == 1
    assert "beta" not in out


@pytest.mark.parametrize("number", ["1.251 ± 0.021", "1.251±0.021", "1.251\xa0±\xa00.021", " 1.251 "])
def test_a_number_may_be_copied_with_its_interval_and_its_spaces(shilu, number):
    code, out, _ = shilu("why", PDF, number)
    assert code == 0
    assert "=  flow/alpha/mean" in out.splitlines()[0]


@pytest.mark.parametrize(
    "name", ["flow.beta.mean", "flow/beta/mean", 'flow["beta"].mean', "flow['beta', 'mean']"]
)
def test_why_takes_a_name_in_any_spelling_of_the_template(shilu, name):
    code, out, _ = shilu("why", name)
    assert code == 0
    assert "results/runs/beta.npz" in out


@pytest.mark.parametrize(
    "name", ['tables["wine-runs"]["km/h"].mean', "wine-runs/km~1h/mean", 'wine-runs["km/h", "mean"]']
)
def test_a_name_is_found_as_a_template_writes_it_and_as_it_is_recorded(name):
    values = [{"name": "wine-runs/km~1h/mean"}, {"name": "wine-runs/km/mean"}]
    assert chain.uses_of_name(values, name) == values[:1]


def test_rows_that_pandas_wrote_anew_are_followed_as_numbers_and_told_by_their_lines(project):
    (project / "results/metrics/days.csv").write_text(
        'pump,load,seed,remark\n\nalpha,1,1,"two\nlines"\nalpha,1,2,\nbeta,2,3,\n'
    )
    (project / "results/tables/flow.csv").write_bytes("\ufeffpump,load,mean\nalpha,1.0,1.25\n".encode())
    schema = {
        "fields": [],
        "source": {"table": "../metrics/days.csv", "on": ["pump", "load"], "over": "seed"},
    }
    (project / "results/tables/flow.schema.json").write_text(json.dumps(schema))
    source = {"table": "results/tables/flow.csv", "sha256": "", "row": {"pump": "alpha"}, "column": "mean"}
    lines = chain.lines_of({"sources": [source]})
    assert "  rows     results/metrics/days.csv lines 3, 5 (2 rows, seed 1-2)" in lines


def test_a_source_without_the_columns_that_its_table_names_is_told(project):
    (project / "results/metrics/days.csv").write_text("pmp,seed\nalpha,1\n")
    source = {"table": "results/tables/flow.csv", "sha256": "", "row": {"pump": "alpha"}, "column": "mean"}
    with pytest.raises(
        UserError, match=r"results/metrics/days\.csv has no column 'pump'; did you mean 'pmp'\?"
    ):
        chain.lines_of({"sources": [source]})


def test_a_name_that_has_a_dot_in_a_key_is_found():
    values = [{"name": "settings/network.hidden/value"}, {"name": "settings/network/value"}]
    assert chain.uses_of_name(values, 'settings["network.hidden"].value') == values[:1]


def test_a_difference_leads_to_the_runs_of_both_sides(shilu):
    _, out, _ = shilu("why", "flow/alpha/mean - flow/beta/mean")
    assert out.count("table    ") == 2
    assert "results/runs/alpha.npz" in out
    assert "results/runs/beta.npz" in out
    # Both runs were made from one file, by one code.
    assert out.count("from     results/data/well.npz") == 1
    assert out.count("code     of shilu.runs.store:") == 1


def test_a_number_of_the_ledger_leads_to_the_rows_that_its_claim_compares(shilu):
    _, out, _ = shilu("why", "claims.more.p_corrected")
    assert "rows     results/metrics/days.csv lines 2-5 (4 rows, seed 1-2)\n" in out
    assert "results/runs/alpha.npz" in out
    assert "results/runs/beta.npz" in out


def test_why_needs_no_results_folder_of_the_usual_name(shilu, project):
    (project / "results").rename(project / "kept")
    values = project / "kept/report/values.json"
    values.write_text(values.read_text().replace("results/", "kept/"))
    code, out, _ = shilu("why", "flow.alpha.mean", "--results", "kept")
    assert code == 0
    assert "run      kept/runs/alpha.npz\n" in out


@pytest.mark.parametrize(("file", "line"), [
    ("results/tables/flow.csv", "(CHANGED: the report is older than this file)"),
    ("results/metrics/days.csv", "(CHANGED: the report is older than this file)"),
    ("results/data/well.npz", "(CHANGED: the report is older than this file)"),
])  # fmt: skip
def test_why_says_which_file_has_changed_since(shilu, project, file, line):
    with (project / file).open("ab") as opened:
        opened.write(b"\n")
    _, out, _ = shilu("why", "flow.alpha.mean")
    assert out.count(line) == 1
    assert f"{sha256(file)} {line}" in out


@pytest.mark.parametrize("file", [
    "results/tables/flow.csv", "results/metrics/days.csv", "results/runs/alpha.npz", "results/data/well.npz",
])  # fmt: skip
def test_why_tells_what_it_can_where_a_file_is_not_here(shilu, project, file):
    (project / file).unlink()
    code, out, _ = shilu("why", "flow.alpha.mean")
    assert code == 0
    assert out.count("(the file is not here)") == 1
    assert file.removeprefix("results/") in out.split("(the file is not here)")[0].splitlines()[-2]


def test_a_row_that_is_gone_from_its_table_ends_the_chain(shilu, project):
    (project / "results/tables/flow.csv").write_text("pump,mean,half\nbeta,0.7534,0.034\n")
    code, out, _ = shilu("why", "flow.alpha.mean")
    assert code == 0
    assert "CHANGED" in out
    assert "rows " not in out


def test_a_damaged_run_is_named_and_the_rest_is_told(shilu, project):
    (project / "results/runs/alpha.npz").write_bytes(b"PK")
    code, out, _ = shilu("why", "flow.alpha.mean")
    assert code == 0
    assert "UNREADABLE: results/runs/alpha.npz: not a whole result file" in out


@pytest.mark.parametrize(
    ("stage", "state"), [("shilu.gone", "no longer here"), ("shilu.files", "CHANGED since")]
)
def test_a_run_of_other_code_is_told_from_one_of_the_code_as_it_is(shilu, project, stage, state):
    run = "results/runs/alpha.npz"
    told = {"code": ["0123456789abcdef", stage], "environment": "portable bits, numpy 2.4"}
    made.write("results", {run: sha256(run)}, {}, told)
    _, out, _ = shilu("why", "flow.alpha.mean")
    assert f"made by shilu.runs.store, code 0123456789abcdef ({state}), portable bits, numpy 2.4\n" in out


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"table": "../metrics/days.csv"}, "source.on: missing"),
        (
            {"table": "../metrics/days.csv", "on": ["pmp"]},
            "source.on: flow.csv has no column 'pmp'; did you mean 'pump'?",
        ),
        (3, "source: 3 is not of type 'object'; expected what the rows were made from"),
    ],
)
def test_a_source_that_cannot_be_followed_is_one_line(shilu, project, source, message):
    schema = project / "results/tables/flow.schema.json"
    schema.write_text(json.dumps({"source": source}))
    code, _, error = shilu("why", "flow.alpha.mean")
    assert code == 2
    assert error.startswith(f"error: results/tables/flow.schema.json: {message}")
    assert error.count("\n") == 1


def test_where_lists_every_place(shilu):
    code, out, _ = shilu("where", "flow.beta.mean")
    assert code == 0
    assert out.splitlines() == [
        "page 1, section '結果', line 7 of the template, as '0.753'",
        "section '主張', line 16 of the template, as '0.753'",
    ]


@pytest.mark.parametrize(
    "arguments", [("why", PDF, "9.99"), ("why", "flow.gamma.mean"), ("where", "flow.gamma.mean")]
)
def test_what_is_unknown_is_one_line_with_the_three_nearest(shilu, arguments):
    code, _, error = shilu(*arguments)
    assert code == 2
    assert error.count("\n") == 1
    assert f"unknown {'number' if PDF in arguments else 'value'} {arguments[-1]!r}; nearest: " in error
    assert error.count(", ") == 2


@pytest.fixture
def values(project):
    """Return the values that are bound, and tables and claims that have them."""
    return json.loads((project / "results/report/values.json").read_text())["values"]


TABLE = "results/tables/flow.csv"
#: What is computed from two cells is no cell, and is told where it could not be compared.
CHANGED = f"{TABLE}: changed since the report was made; computed, and not compared: flow/alpha/mean - flow/beta/mean"


def test_compare_sees_a_value_that_its_table_does_not_have(values):
    assert check.compare_tables(values) == ([], [], 2)
    values[0]["raw"] = 1.9512
    assert check.compare_tables(values) == (
        [f"flow/alpha/mean: 1.9512 ± 0.021 is bound, and {TABLE} [pump=alpha] mean has 1.2512 ± 0.021"],
        [],
        2,
    )


def test_a_truth_is_no_number_to_compare(values):
    with open(TABLE, "w") as table:
        table.write("pump,mean,half\nalpha,True,\nbeta,0.7534,0.034\n")
    values = [
        value | {"raw": 1, "uncertainty": None} for value in values if value["name"] == "flow/alpha/mean"
    ]
    assert check.compare_tables(values)[0] == [
        f"flow/alpha/mean: 1 is bound, and {TABLE} [pump=alpha] mean has True"
    ]


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("pump,mean,half\nalpha,1.2512,0.021\nbeta,0.7534,0.034\ngamma,3,0.1\n", []),
        ("half,note,pump,mean\n0.034,x,beta,0.75340\n0.021,,alpha,1.2512\n", []),
        (
            "pump,mean,half\nalpha,9,\nbeta,0.7534,0.034\n",
            [f"flow/alpha/mean: 1.2512 ± 0.021 is bound, and {TABLE} [pump=alpha] mean has 9"],
        ),
        (
            "pump,mean,half\nalpha,1.2512,0.021\nbeta,0.7534,0.05\n",
            [f"flow/beta/mean: 0.7534 ± 0.034 is bound, and {TABLE} [pump=beta] mean has 0.7534 ± 0.05"],
        ),
    ],
    ids=["a row more", "another order", "a cell", "an uncertainty"],
)
def test_a_table_that_has_changed_since_is_compared_cell_by_cell(project, values, table, wrong):
    (project / TABLE).write_text(table)
    assert check.compare_tables(values) == (wrong, [CHANGED], 2)


@pytest.mark.parametrize(
    ("table", "names", "why"),
    [
        ("pump,mean,half\nalpha,1.2512,0.021\n", ["beta"], "flow: unknown key 'beta'; nearest: alpha"),
        ("pump,men,half\nalpha,1,0\nbeta,2,0\n", ["alpha", "beta"], "unknown column 'mean'; nearest: men"),
        ("pmp,mean,half\nalpha,1,0\nbeta,2,0\n", ["alpha", "beta"], "no column 'pump'; did you mean 'pmp'?"),
    ],
    ids=["row", "column", "key"],
)
def test_a_row_or_column_that_is_gone_is_a_finding_for_each_value_of_it(project, values, table, names, why):
    (project / TABLE).write_text(table)
    (project / "results/tables/flow.schema.json").unlink()
    wrong, stale, _ = check.compare_tables(values)
    assert [line.split(";")[0] for line in stale] == [f"{TABLE}: changed since the report was made"]
    for name in names:
        line = next(line for line in wrong if line.startswith(f"flow/{name}/mean: "))
        assert f"{TABLE} [pump={name}] is not as it was: " in line
        assert why in line
    difference = [line for line in wrong if line.startswith("flow/alpha/mean - flow/beta/mean: ")]
    assert len(difference) == len(names)


def test_a_verdict_s_numbers_are_compared_with_the_ledger(project, values):
    ledger = project / "results/claims.json"
    ledger.write_text(ledger.read_text().replace('"p_corrected": 0.0625', '"p_corrected": 0.5'))
    assert check.compare_tables(values) == (
        ["claims/more/p_corrected: 0.0625 is bound, and results/claims.json [id=more] p_corrected has 0.5"],
        ["results/claims.json: changed since the report was made"],
        2,
    )


def test_a_share_of_one_cell_is_no_cell(project, values):
    share = next(value for value in values if value["name"] == "flow/alpha/mean")
    share |= {"name": "1 - flow/alpha/mean", "raw": -0.2512, "uncertainty": 0.021}
    assert check.compare_tables([share]) == ([], [], 1)


def test_compare_cannot_judge_by_a_table_that_is_not_here(project, values):
    (project / TABLE).unlink()
    assert check.compare_tables(values) == ([], [], 1)


def test_an_unreadable_ledger_is_an_error(project):
    ledger = project / "results/claims.json"
    ledger.write_text('{"claims": [{"id": "more"}]}')
    source = {"table": "results/claims.json", "sha256": "", "row": {"id": "more"}, "column": "p"}
    with pytest.raises(UserError, match=r"results/claims\.json: not what shilu claims writes"):
        chain.lines_of({"sources": [source]})


def test_how_a_file_is_made_again_is_said_where_the_project_says_how(project, shilu):
    assert "again: snakemake" in shilu("why", "flow.alpha.mean")[1]
    (project / "shilu.toml").unlink()
    assert "again" not in shilu("why", "flow.alpha.mean")[1]
