"""A stage's digest changes with its code, and with nothing else."""

import pytest

from shilu.runs import digest


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    for cache in (digest._home, digest._file, digest._parsed):
        cache.cache_clear()
    (tmp_path / "study").mkdir()
    for name, text in {
        "__init__": "",
        "stage": '"""Doc."""\nfrom study import helper\nfrom study.deep import x as y\n\n\ndef run():\n    """Doc."""\n    return 1\n',
        "helper": "from . import constants\n",
        "constants": "A = 1\n",
        "deep": "x = 2\n",
        "other": "z = 3\n",
    }.items():
        (tmp_path / "study" / f"{name}.py").write_text(text)

    def change(name, old, new):
        file = tmp_path / "study" / f"{name}.py"
        before = digest.digest("study.stage")
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
        digest._parsed.cache_clear()
        return before != digest.digest("study.stage")

    return change


@pytest.mark.parametrize(("module", "old", "new"), [
    ("stage", "return 1", "return 2"),
    ("constants", "A = 1", "A = 2"),
    ("deep", "x = 2", "x = 3"),
])  # fmt: skip
def test_a_change_of_the_stage_s_code_or_of_what_it_imports_changes_the_digest(package, module, old, new):
    assert package(module, old, new)


@pytest.mark.parametrize(("module", "old", "new"), [
    ("stage", '"""Doc."""', '"""Better words."""'),
    ("stage", "return 1", "# why\n\n    return (1)"),
    ("other", "z = 3", "z = 4"),
])  # fmt: skip
def test_comments_docstrings_layout_and_other_modules_do_not(package, module, old, new):
    assert not package(module, old, new)


def test_the_closure_of_the_trainer_holds_no_config_and_no_report_code():
    names = {".".join(file.with_suffix("").parts[-3:]) for file in digest.closure("backprop.stages.train")}
    assert {"backprop.trainer.trainer", "shilu.runs.store"} <= names
    assert not names & {
        "backprop.study.config",
        "backprop.stages.figures",
        "shilu.config",
        "shilu.template.fill",
        "shilu.document.render",
    }


def test_what_is_installed_beside_the_kit_and_is_not_ours_does_not_count(package, tmp_path):
    (tmp_path / "neighbour.py").write_text("x = 1\n")
    (tmp_path / "study" / "stage.py").write_text("import neighbour\nimport numpy\nimport json\n")
    digest._parsed.cache_clear()
    assert {file.name for file in digest.closure("study.stage")} == {"__init__.py", "stage.py"}
    assert not any("numpy" in str(file) for file in digest.closure("shilu.runs.store"))


def test_a_module_that_does_not_exist_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        digest.digest("backprop.tarin")
