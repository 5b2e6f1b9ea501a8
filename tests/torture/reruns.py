"""Edit something, and exactly the jobs that depend on it run again: the table of what is edited and what runs."""

import os
import shutil

import yaml
from tests.torture import study

REPORT = {"fill": 1, "lint": 1, "render": 1, "publish": 1}


def edit(name, old, new):
    """Return what replaces a text of a file once."""

    def do(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return do


def config(change):
    """Return what changes the study's config."""

    def do(folder):
        settings = yaml.safe_load((folder / "mini.yaml").read_text())
        change(settings)
        (folder / "mini.yaml").write_text(yaml.safe_dump(settings))

    return do


def backdated(do):
    """Return the same edit, with a time stamp of years ago on each file of the project."""

    def both(folder):
        do(folder)
        for path in folder.rglob("*"):
            if path.is_file() and study.RESULTS not in path.as_posix():
                os.utime(path, (1_000_000_000, 1_000_000_000))

    return both


def touch(folder):
    """Give all files of the project and of the results the time of now."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.touch()


def restored(*, with_metadata, mixed):
    """Return what brings results back from a backup, perhaps without Snakemake's records."""

    def do(folder):
        if not with_metadata:
            shutil.rmtree(folder / ".snakemake")
        if mixed:
            # As `cp -r` does: each file newer than the one before, in the order of the names.
            found = sorted(path for path in (folder / study.RESULTS).rglob("*") if path.is_file())
            for second, path in enumerate(reversed(found)):
                os.utime(path, (1_500_000_000 + second, 1_500_000_000 + second))

    return do


def counted(built):
    """Return the number of jobs that `table` needs to know, of a study that was built."""
    records = list((built / study.RESULTS / ".made").rglob("*.json"))
    figures = [record for record in records if "figures" in record.parts]
    measured = [
        record for record in figures if "/metrics/" in (text := record.read_text()) or "/tables/" in text
    ]
    return {
        "train": sum("runs" in record.parts for record in records),
        "figure": len(figures),
        "figure of replicas": len(measured),
    }


TRAINER = "src/backprop/trainer/trainer.py"
FIGURE = "src/backprop/figures/kinds/dead.py"
TEMPLATE = "report/report.zh-TW.md.j2"


def table(jobs):
    """Return the edits by name: what does it, and how many jobs of each rule run then.

    Parameters
    ----------
    jobs : dict of str to int
        How many jobs the study has, by rule, and how many figures show more than runs.
    """
    down = {"evaluate": 1, "tables": 1, "claims": 1, **REPORT}
    trained = {"train": jobs["train"], "figure": jobs["figure"], **down}
    return {
        "nothing": (lambda _: None, {}),
        "a comment in the trainer": (
            edit(TRAINER, "import numpy as np\n", "import numpy as np  # a remark\n"),
            {},
        ),
        "a line of the trainer": (
            edit(TRAINER, "import numpy as np\n", "import numpy as np\n\nX = 1\n"),
            trained,
        ),
        "a figure": (
            edit(FIGURE, '"markersize": 4.5', '"markersize": 4.6'),
            {"figure": 1, "render": 1, "publish": 1},
        ),
        "the figures' style": (
            edit("src/shilu/figures/style.py", "\nimport", "\nX = 1\nimport"),
            {"figure": jobs["figure"], "render": 1, "publish": 1},
        ),
        "the lint": (edit("src/shilu/lint/uses.py", "\nfrom", "\nX = 1\nfrom"), {"lint": 1, "publish": 1}),
        "a word of the template": (edit(TEMPLATE, "# 怎麼比", "# 怎樣比"), REPORT),
        "a word of the template, backdated": (backdated(edit(TEMPLATE, "# 怎麼比", "# 怎樣比")), REPORT),
        "the theme": (
            edit("src/shilu/document/theme/report.typ", "\n", "\n// other\n"),
            {"render": 1, "publish": 1},
        ),
        "a claim": (edit("report/claims.yaml", "margin: 30", "margin: 31"), {"claims": 1, **REPORT}),
        "a claim, backdated": (
            backdated(edit("report/claims.yaml", "margin: 30", "margin: 31")),
            {"claims": 1, **REPORT},
        ),
        "a typed table's schema": (edit("report/original.schema.json", '"title"', '"title" '), REPORT),
        "a typed table's schema, backdated": (
            backdated(edit("report/original.schema.json", '"title"', '"title" ')),
            REPORT,
        ),
        "a reference": (edit("report/references.yaml", "\n", "\n# other\n"), {"render": 1, "publish": 1}),
        "a comment in code that the report shows": (
            edit("src/backprop/network/layers.py", "class Linear:", "# A remark.\nclass Linear:"),
            REPORT,
        ),
        "one experiment's epochs": (
            config(lambda settings: settings["experiments"]["grid"].update(epochs={"xor": 3})),
            {"settings_table": 1, "train": 1, "figure": jobs["figure of replicas"], **down},
        ),
        "the author": (
            edit("config/config.yaml", "author: 佚名", "author: 作者"),
            {"settings_table": 1, **REPORT},
        ),
        "touch": (touch, {}),
        "time stamps of long ago": (backdated(lambda _: None), {}),
        "results restored in any order": (restored(with_metadata=True, mixed=True), {}),
        "results restored without Snakemake's records": (restored(with_metadata=False, mixed=True), {}),
    }


def trial(built, folder, name):
    """Return what is wrong with what runs after the edit `name`: a list of words, empty where nothing is."""
    do, expected = table(counted(built))[name]
    shutil.copytree(built, folder, symlinks=True)
    do(folder)
    planned = study.planned(folder)
    return [f"runs {planned}, expected {expected}"] if planned != expected else []
