"""Numbers that are drawn in a picture that somebody made by hand."""

import pytest

from shilu import cli
from shilu.lint import findings, pictures


def picture(*texts):
    return "<svg>\n" + "".join(f'<text x="12" style="size: 9">{text}</text>\n' for text in texts) + "</svg>\n"


def found(svg):
    return [(one.line, one.column, one.text) for one in findings.lint(svg, "setup.svg")]


def test_a_result_that_is_drawn_is_found_where_it_stands():
    svg = picture("輸入", "accuracy <tspan dy='3'>95.2 %</tspan>", "三倍快")
    assert found(svg) == [(3, svg.split("\n")[2].index("95.2") + 1, "95.2 %"), (4, 30, "三倍")]


def test_an_entity_is_what_it_stands_for():
    svg = picture("accuracy &#57;5 % &amp; more")
    assert found(svg) == [(2, svg.split("\n")[1].index("&#57;") + 1, "95 %")]


@pytest.mark.parametrize("texts", [
    ("0 %", "50 %", "100 %", "held-out"), ("0.1", "0.2", "0.3"), ("layer h1", "x2", "ReLU"), ("three boxes",),
])  # fmt: skip
def test_the_ticks_of_an_axis_names_and_small_counts_are_none(texts):
    assert found(picture(*texts)) == []


def test_two_numbers_that_stand_alone_are_no_axis():
    assert [text for _, _, text in found(picture("95.2 %", "before", "40.1 %"))] == ["95.2 %", "40.1 %"]


def test_the_remedy_is_one_that_a_picture_has():
    (one,) = findings.lint(picture("gain 95.2 %"), "setup.svg")
    assert str(one).endswith("leave it out, or declare it in [[lint.literals]] of the project file")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    for name in ("setup.svg", "results/made.svg", "my setup.svg"):
        (tmp_path / name).write_text(picture("gain 95.2 %"))
    (tmp_path / "shilu.toml").write_text('[report]\ntemplate = "r.md.j2"\n')
    (tmp_path / "r.md.j2").write_text(
        "![a](setup.svg){width=5cm}\n\n![b](results/made.svg) ![c](<my setup.svg>) ![d](none.svg)\n"
    )
    return tmp_path


def test_the_project_s_lint_looks_at_pictures_that_nothing_makes(folder, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["lint"])
    assert end.value.code == 1
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "setup.svg",
        "my setup.svg",
    ]


def test_a_picture_beside_the_template_comes_before_one_of_the_project(folder):
    (folder / "text").mkdir()
    (folder / "text/r.md.j2").write_text("![a](setup.svg)\n\n![a](setup.svg)")
    (folder / "text/setup.svg").write_text(picture("x"))
    template = folder / "text/r.md.j2"
    shown = pictures.by_hand(template, [template.parent, folder], folder / "results")
    assert shown == [folder / "text/setup.svg"]
