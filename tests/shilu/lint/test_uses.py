"""The lint warns of one cell under two names, and of a table that no template binds anything of."""

import json

import pytest

from shilu import cli


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Return a function that runs commands in a project of two reports and four tables: the lines printed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shilu.toml").write_text(
        '[report]\ntemplate = ["a.md.j2", "b.md.j2"]\ntables = "tables"\n[claims]\ndata = "tables/data.csv"\n'
    )
    (tmp_path / "tables").mkdir()
    for name in ("one", "two", "raw", "data"):
        (tmp_path / "tables" / f"{name}.csv").write_text("k,v\nx,12\ny,12\n")
    schema = {"primaryKey": "k", "source": {"table": "raw.csv", "on": ["k"]}}
    (tmp_path / "tables" / "one.schema.json").write_text(json.dumps(schema))

    def run(a, b, *, fill=("a", "b"), lint=("lint",)):
        (tmp_path / "a.md.j2").write_text(a)
        (tmp_path / "b.md.j2").write_text(b)
        for name in fill:
            done = tmp_path / "results" / name
            done.mkdir(parents=True, exist_ok=True)
            record, output = str(done / "values.json"), str(done / f"{name}.md")
            cli.main(["fill", f"{name}.md.j2", "--tables", "tables", "--values", record, "--output", output])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([*lint])
        assert end.value.code == 0
        return [line.partition(": a reader")[0] for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_table_that_no_template_binds_is_named_once_and_neither_data_nor_sources_are(run):
    [said] = run("{{ one.x.v }}\n", "None.\n")
    assert said.startswith("tables/two.csv: W203 no template binds anything of this table")
    assert run("{{ one.x.v }}\n", "{{ two.x.v }}\n") == []


def test_what_no_template_binds_is_not_told_before_all_of_them_were_filled(run):
    assert run("{{ one.x.v }}\n", "{{ two.x.v }}\n", fill=("a",)) == []


def test_one_cell_under_two_names_is_told_with_both_lines(run):
    said = run("{{ one.x.v }}, {{ one.x.v }}\n\n{{ one.x.v * 1000 }}\n", "{{ two.x.v }}\n")
    assert said == ["a.md.j2:3:1: W202 one/x/v * 1000 is of the same cell as one/x/v in line 1"]


def test_two_cells_of_one_number_a_difference_and_two_templates_are_no_two_names(run):
    a = "{{ one.x.v }} {{ one.y.v }} {{ one.x.v - one.y.v }} {{ one.y.v - one.x.v }}\n"
    assert run(a, "{{ two.x.v }} {{ one.x.v * 1000 }}\n") == []


def test_files_that_are_named_need_a_record_and_say_nothing_of_other_tables(run):
    a = "{{ one.x.v }} and {{ one.x.v * 1000 }}\n"
    assert run(a, "None.\n", lint=("lint", "a.md.j2")) == []
    [said] = run(a, "None.\n", lint=("lint", "a.md.j2", "--values", "results/a/values.json"))
    assert said.startswith("a.md.j2:1:1: W202 ")


def test_the_help_names_every_rule(capsys):
    with pytest.raises(SystemExit):
        cli.main(["lint", "--help"])
    said = capsys.readouterr().out
    assert all(f"  {code}  " in said for code in ("E101", "E108", "E109", "W201", "W202", "W203"))
    assert "[[lint.literals]]" in said
