"""What changed between two builds: values against their noise, where they stand, claims that flipped."""

import json

import pytest

from shilu.cli import main
from shilu.trace.diff import diff


def content(raw, uncertainty, verdict="supported", section="結果"):
    value = {
        "name": "flow/alpha/mean",
        "raw": raw,
        "uncertainty": uncertainty,
        "text": str(raw),
        "line": 1,
        "sources": [],
        "section": section,
    }
    return {"values": [value], "claims": [{"id": "more", "verdict": verdict}]}


def test_the_same_values_and_verdicts_do_not_differ():
    assert diff(content(1.0, 0.1), content(1.0, 0.1)) == []


@pytest.mark.parametrize(("after", "expected"), [
    (content(1.125, 0.1), "1.0 -> 1.125 (+0.125, within noise of 0.14); shown in 結果"),
    (content(1.5, 0.1), "1.0 -> 1.5 (+0.5, BEYOND noise of 0.14); shown in 結果"),
    (content(0.25, None), "1.0 -> 0.25 (-0.75, BEYOND noise of 0.1); shown in 結果"),
    (content(1.0, 0.3), "1.0 -> 1.0 (the same value, its uncertainty differs); shown in 結果"),
    (content("Alpha", None), "1.0 -> Alpha; shown in 結果"),
    (content(1.5, 0.1, section=""), "1.0 -> 1.5 (+0.5, BEYOND noise of 0.14); shown in (no section)"),
])  # fmt: skip
def test_a_changed_value_is_told_with_its_change_its_noise_and_its_sections(after, expected):
    assert diff(content(1.0, 0.1), after) == [f"value  flow/alpha/mean: {expected}"]


def test_a_change_as_large_as_the_half_widths_combined_is_within_noise():
    # 3, 4, 5: the root of the sum of squares, not the sum.
    assert "within" in diff(content(0, 3), content(5, 4))[0]
    assert "BEYOND" in diff(content(0, 3), content(5.01, 4))[0]


def test_a_number_without_uncertainty_has_no_noise_to_be_within():
    assert diff(content(10, None), content(12, None)) == [
        "value  flow/alpha/mean: 10 -> 12 (+2); shown in 結果"
    ]


def test_every_section_that_shows_a_changed_value_is_named_once():
    after = content(2.0, 0.1)
    after["values"] += [after["values"][0] | {"section": "結論"}, after["values"][0]]
    assert diff(content(1.0, 0.1), after)[0].endswith("shown in 結果, 結論")


def test_a_claim_that_flipped_is_named_with_both_verdicts():
    assert diff(content(1.0, 0.1), content(1.0, 0.1, "refuted")) == ["claim  more: supported -> refuted"]


def test_what_is_gone_and_what_is_new_is_named():
    nothing = {"values": [], "claims": []}
    assert diff(content(1.0, 0.1), nothing) == [
        "claim  more: supported -> absent",
        "gone   flow/alpha/mean: 1.0; was shown in 結果",
    ]
    assert diff(nothing, content(1.0, 0.1)) == [
        "claim  more: absent -> supported",
        "new    flow/alpha/mean: 1.0; shown in 結果",
    ]


def keep(path, values):
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(values))


@pytest.mark.parametrize(("raw", "code"), [(1.0, 0), (1.5, 1)])
def test_the_exit_code_is_that_of_diff_and_the_accepted_values_are_the_default(
    tmp_path, monkeypatch, capsys, raw, code
):
    monkeypatch.chdir(tmp_path)
    keep(tmp_path / "report/accepted/values.json", content(1.0, 0.1))
    keep(tmp_path / "results/report/values.json", content(raw, 0.1))
    keep(tmp_path / "old/report/values.json", content(1.0, 0.1))
    for arguments in ([], ["old"], ["old", "results"]):
        with pytest.raises(SystemExit) as end:
            main(["diff", *arguments])
        assert end.value.code == code
        said = capsys.readouterr().out
        assert said.count("\n") == 1
        assert ("no number and no verdict differs" in said) == (code == 0)


@pytest.mark.parametrize(("text", "message"), [
    (None, "error: report/accepted/values.json: no numbers are accepted yet; keep those of a build by `shilu accept`"),
    ("{}", "error: report/accepted/values.json: no values file"),
    ("{", "error: report/accepted/values.json: no values file"),
])  # fmt: skip
def test_trouble_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys, text, message):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "report/accepted").mkdir(parents=True)
        (tmp_path / "report/accepted/values.json").write_text(text)
    with pytest.raises(SystemExit) as end:
        main(["diff"])
    error = capsys.readouterr().err
    assert end.value.code == 2
    assert error.startswith(message)
    assert error.count("\n") == 1
