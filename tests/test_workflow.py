"""The whole pipeline, run as a user runs it, on a config that is smaller still than the quick one."""

import csv
import fcntl
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
import yaml

pytestmark = pytest.mark.slow

SIZES = {"train": 128, "held_out": 100}
FEW = {"seeds": 2, "checkpoints": 2}
EPOCHS = {"default": 2, "xor": 2, "chessboard": 2}
#: A dataset and an activation of one's own; the activation is trained at a rate that no training survives.
OWN = """import numpy as np

from backprop.registry import activation, dataset


@dataset(label="Ring", borders=[((0.2, 0.8), (0.5, 0.5))])
def ring(rng, n):
    points = rng.random((n, 2), dtype=np.float32)
    return points, np.hypot(*(points - 0.5).T) < 0.4


@activation(label="Halved")
def halved(z):
    return np.maximum(z, 0) / 2, (z > 0) / 2
"""
ACTIVATIONS = ["sigmoid", "relu", "leaky_relu", "silu", "halved"]
TINY = {
    "results": "results/tiny",
    "datasets": ["linear", "xor", "chessboard", "own.py:ring"],
    "activations": [*ACTIVATIONS[:-1], "own.py:halved"],
    "samples": {
        "course": {"seeds": 4, **SIZES, "chessboard": SIZES},
        "large": {"seeds": 4, **SIZES, "chessboard": SIZES},
        "noisy": {"seeds": 4, **SIZES},
        "thinned": {"seeds": 4, **SIZES},
        "lab": {"seeds": 4, **SIZES, "xor": SIZES, "chessboard": SIZES},
    },
    "experiments": {
        "first_reading": {
            "seeds": 3,
            "checkpoints": 4,
            "epochs": {"default": 8, "xor": 8, "chessboard": 4},
            "learning_rate": {"default": 0.1, "halved": 1e30},
        },
        "robust": FEW | {"epochs": EPOCHS, "activations": ACTIVATIONS[:-1]},
        **{
            f"without_{part}": FEW | {"epochs": {"chessboard": 2}, "activations": ["relu"]}
            for part in ("centring", "schedule", "points", "cross_entropy", "clipping")
        },
        "momentum": FEW | {"epochs": {"xor": 2, "chessboard": 2}},
        "weight_decay": FEW | {"epochs": {"chessboard": 2}},
        "weight_decay_first_reading": FEW | {"epochs": {"linear": 2}},
        "kaiming": FEW | {"epochs": {"chessboard": 2}},
        "small_rate": FEW | {"epochs": {"chessboard": 2}},
        "border_raw": FEW | {"epochs": {"xor": 2}, "activations": ["leaky_relu"]},
        "grid": FEW | {"epochs": EPOCHS, "activations": ["relu"], "momentum": [0.0, 0.9]},
        "course": FEW | {"epochs": EPOCHS, "activations": ACTIVATIONS[:-1]},
        "course_slope_of_value": FEW,
        "course_kaiming": FEW,
        "course_shuffled": FEW,
    },
}


#: What of a claim's sentence is no text of it: values, and what stands on a condition.
AROUND = r"\{% if .*?%\}.*?\{% endif %\}|\{\{.*?\}\}"


@pytest.fixture(scope="module")
def project(root, tmp_path_factory):
    """Return a copy of the project, as a clone would have it, with its results built."""
    folder = tmp_path_factory.mktemp("clone") / "project"
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for name in filter(None, tracked):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    (folder / "tiny.yaml").write_text(yaml.safe_dump(TINY))
    (folder / "own.py").write_text(OWN)
    result = snakemake(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def start(folder, *arguments, config="tiny.yaml", environment=None):
    """Start a build, and return its process."""
    command = [Path(sys.executable).parent / "snakemake", "--cores", "2", "--configfile", config, *arguments]
    env = {**os.environ, "PYTHONPATH": str(folder / "src")}
    # Without compiled modules each of the many jobs would compile its imports again.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=folder, env=env | (environment or {}), text=True, **pipes)


def snakemake(folder, *arguments, **options):
    process = start(folder, *arguments, **options)
    out, error = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, error)


def planned(folder, **options):
    """Return the counts of the jobs that the next call would run, by rule."""
    result = snakemake(folder, "-n", **options)
    assert result.returncode == 0, result.stdout + result.stderr
    table = re.search(r"^job +count\n[- ]+\n(.*?)^total", result.stdout, flags=re.MULTILINE | re.DOTALL)
    return (
        {rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", table[1], re.MULTILINE)}
        if table
        else {}
    )


@pytest.fixture
def edited(project):
    """Return a function that edits a file of the project; what it changed is put back after the test."""
    before = {}

    def edited(name, old, new):
        file = project / name
        before.setdefault(file, file.read_text(encoding="utf-8"))
        assert old in file.read_text(encoding="utf-8")
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    yield edited
    for file, text in before.items():
        file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def pdf(project):
    return pypdf.PdfReader(project / "results/tiny/report/report.pdf")


@pytest.fixture(scope="module")
def text(pdf):
    return "".join("".join(page.extract_text() for page in pdf.pages).split())


def test_the_pdf_has_its_title_its_pages_and_embedded_fonts(pdf):
    assert pdf.metadata.title == "換個種子，名次就變了：重做一份反向傳播報告"
    assert 4 <= len(pdf.pages) <= 25
    fonts = [font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)


def test_no_placeholder_and_no_missing_glyph_is_left_in_the_text(text):
    assert not {"\ue000", "\ue001", "\ufffd", "□"} & set(text)
    assert "{{" not in text


def test_every_bound_value_is_printed(project, text):
    values = json.loads((project / "results/tiny/report/values.json").read_text())["values"]
    assert len(values) > 60
    assert not [
        value["name"] for value in values if "".join(value["text"].split()) not in text and value["line"] > 10
    ]


def test_printed_numbers_are_those_of_the_runs(project, text):
    with (project / "results/tiny/metrics/replicas.csv").open() as file:
        rows = list(csv.DictReader(file))
    values = json.loads((project / "results/tiny/report/values.json").read_text())["values"]
    bound = {value["name"]: value for value in values}
    for activation in ("sigmoid", "relu"):
        job = ("first_reading", "xor", activation)
        soft = [
            float(row["train_soft"])
            for row in rows
            if (row["experiment"], row["dataset"], row["activation"]) == job
        ]
        assert len(soft) == 3
        for end, extreme in (("lowest", min), ("highest", max)):
            value = bound[f"numbers/first_reading/xor/{activation}/{end}"]
            assert value["raw"] == pytest.approx(extreme(soft), abs=1e-8)
            assert value["text"] in text
    hard = [
        float(row["held_out_hard"])
        for row in rows
        if (row["experiment"], float(row["weight_decay"])) == ("weight_decay", 0.0)
    ]
    value = bound["grid/weight_decay/chessboard/leaky_relu/weight_decay=0.0/hard"]
    assert len(hard) == 2
    assert value["raw"] == pytest.approx(statistics.mean(hard), abs=1e-8)
    # t(0.975, 1 degree of freedom) from a printed table.
    assert value["uncertainty"] == pytest.approx(12.706 * statistics.stdev(hard) / 2**0.5, rel=1e-4)
    assert "".join(value["text"].split()) in text


def test_a_second_call_does_nothing(project):
    assert planned(project) == {}


def test_every_rule_left_its_log(project):
    logs = {
        path.relative_to(project / "results/tiny/logs").parts[0]
        for path in (project / "results/tiny/logs").rglob("*.log")
    }
    stages = {"evaluate", "tables", "settings_table", "claims", "fill", "lint", "render", "publish"}
    assert logs == {"data", "train", "figures", *(f"{stage}.log" for stage in stages)}


def test_a_prose_edit_rebuilds_the_document_alone(project, edited):
    edited("report/report.zh-TW.md.j2", "# 怎麼比", "# 緣起")
    assert set(planned(project)) == {"all", "fill", "lint", "render", "publish"}


def test_more_seeds_retrain_that_experiment_and_no_other(project, edited):
    edited("tiny.yaml", "seeds: 3", "seeds: 4")
    jobs = planned(project)
    assert jobs["train"] == 20
    assert "data" not in jobs
    assert "figure" in jobs


def test_a_change_of_the_author_rebuilds_no_training(project, edited):
    edited("config/config.yaml", "author: 佚名", "author: 作者")
    assert set(planned(project)) == {"all", "settings_table", "fill", "lint", "render", "publish"}


def test_other_bits_are_other_results(project):
    native = {**os.environ, "SHILU_BITS": "native"}
    ask = [sys.executable, "-c", "from shilu.runs import bits; bits.pin(); print(bits.mode())"]
    kind = subprocess.run(ask, env=native, capture_output=True, text=True, check=True).stdout.strip()
    # Where the processor's own kernels are the portable ones, there are no other bits.
    others = set() if kind == "portable" else {"data", "train", "evaluate", "tables"}
    assert others <= set(planned(project, environment={"SHILU_BITS": "native"}))
    other = planned(project, environment={"SHILU_BITS": "native", "OPENBLAS_CORETYPE": "Sandybridge"})
    assert {"data", "train", "evaluate", "tables"} <= set(other)


def test_a_code_change_reruns_the_stage_and_a_comment_does_not(project, edited):
    edited("src/backprop/stages/train.py", '"""Train', '"""(Remark.)  Train')
    assert planned(project) == {}
    edited("src/backprop/network/layers.py", "class Linear:", "# A remark.\nclass Linear:")
    assert "train" not in planned(project)
    edited("src/backprop/trainer/trainer.py", "import numpy as np\n", "import numpy as np\n\nCHANGED = 1\n")
    assert planned(project)["train"] == len(list((project / "results/tiny/runs").rglob("*.npz")))


def test_a_dataset_and_an_activation_of_one_s_own_are_a_line_each_and_stand_in_the_report(project, pdf, text):
    rows = (project / "results/tiny/tables/accuracy.csv").read_text()
    assert {"first_reading,xor,halved", "robust,ring,silu"} <= set(
        re.findall(r"^\w+,\w+,\w+", rows, re.MULTILINE)
    )
    assert any("Halved" in page.extract_text() for page in pdf.pages)
    assert "Sigmoid、ReLU、LeakyReLU、SiLU、Halved" in text
    assert "Ring：訓練點、週期" in text


@pytest.mark.parametrize(("file", "edit", "jobs"), [
    # The file is the unit: of the trainings, 15 are on Ring, and four with the activation elsewhere.
    ("own.py", ("< 0.4", "< 0.3"), {"data": 3, "train": 19}),
    ("src/backprop/datasets/linear.py", ("> points", ">= points"), {"data": 3, "train": 18}),
    # Its variants have its value: five of these are theirs.
    ("src/backprop/activations/silu.py", ("1 - s", "1.0 - s"), {"data": 0, "train": 19}),
])  # fmt: skip
def test_an_edit_of_one_dataset_or_activation_makes_that_one_again_and_no_other(
    project, edited, file, edit, jobs
):
    edited(file, *edit)
    counts = planned(project)
    assert {rule: counts.get(rule, 0) for rule in jobs} == jobs


def test_an_edit_of_one_figure_draws_that_one_again(project, edited):
    edited("src/backprop/figures/kinds/dead.py", '"markersize": 4.5', '"markersize": 4.6')
    assert planned(project) == {"all": 1, "figure": 1, "render": 1, "publish": 1}


def test_what_is_taken_away_is_left_out_of_tables_figures_claims_and_prose(project, tmp_path):
    folder = tmp_path / "less"
    shutil.copytree(project, folder)
    less = {"datasets": ["linear", "xor", "own.py:ring"], "activations": ["sigmoid", "relu", "own.py:halved"]}
    (folder / "less.yaml").write_text(yaml.safe_dump(less))
    # What is there already, such as figures of Chessboard, must not be what the report is made of.
    shutil.rmtree(folder / "results/tiny/figures")
    result = snakemake(folder, "less.yaml")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "experiments.weight_decay: none of its datasets or activations is in the study" in result.stderr
    results = folder / "results/tiny"
    for table in ("accuracy", "dataset", "grid", "shown", "failures", "border"):
        assert not re.search("chessboard|silu", (results / f"tables/{table}.csv").read_text()), table
    assert not {"parts", "signals", "gallery"} & {file.stem for file in (results / "figures").iterdir()}
    text = "".join(page.extract_text() for page in pypdf.PdfReader(results / "report/report.pdf").pages)
    assert "Ring" in text
    assert not re.search("Chessboard|SiLU", text)
    left_out = {
        claim["id"]: claim["reason"]
        for claim in json.loads((results / "claims.json").read_text())["left_out"]
    }
    assert left_out["silu_worst_on_xor"] == "activation silu is not in the study"
    assert "robust_xor" not in left_out
    assert (
        "left out: robust_chessboard (dataset chessboard is not in the study)"
        in (results / "logs/claims.log").read_text()
    )


def test_training_that_diverges_is_named_and_stops_nothing(project, text):
    results = project / "results/tiny"
    with (results / "metrics/replicas.csv").open() as file:
        lost = {row["activation"] for row in csv.DictReader(file) if row["diverged"]}
    assert lost == {"halved"}
    assert "diverged in epoch" in (results / "logs/evaluate.log").read_text()
    assert "個網路的訓練發散，沒有準確率" in text
    ledger = json.loads((results / "claims.json").read_text())["claims"]
    assert {claim["verdict"] for claim in ledger if claim["missing"]} == {"undecided"}


def test_what_was_asked_for_can_be_asked_again_and_changes_nothing(project):
    result = snakemake(project, "-n", config="results/tiny/asked.json")
    assert result.returncode == 0, result.stderr
    assert "Nothing to be done" in result.stdout + result.stderr


def test_the_dry_run_says_why(project, edited):
    edited("tiny.yaml", "seeds: 3", "seeds: 4")
    said = snakemake(project, "-n").stdout
    assert (
        "runs/first_reading/linear/sigmoid.npz, and what else is so: made with another --settings (seeds)"
        in said
    )


@pytest.mark.parametrize(("old", "new", "message"), [
    ("seeds: 3", "seeds: -3", r"tiny\.yaml: experiments\.first_reading\.seeds: -3 is less than the minimum of 1; expected a whole number"),
    ("seeds: 3", "sedes: 3", r"tiny\.yaml: experiments\.first_reading\.sedes: unknown key; did you mean 'seeds'"),
    ("seeds: 3", "seeds: 9", r"experiments\.first_reading\.seeds: 9 seeds, but samples\.course\.seeds is 4"),
    ("results: results/tiny", "results: tiny.yaml/results", r"tiny\.yaml/results: cannot write results here"),
])  # fmt: skip
def test_a_mistake_in_the_config_stops_before_anything_runs(project, edited, old, new, message):
    edited("tiny.yaml", old, new)
    result = snakemake(project)
    assert result.returncode == 1
    assert re.search(message, result.stderr + result.stdout), result.stderr
    assert "Traceback" not in result.stderr


def test_a_config_that_is_no_yaml_is_named_with_the_line(project, edited):
    edited("config/config.yaml", "datasets: [linear", "datasets: [[linear")
    result = snakemake(project)
    assert result.returncode == 1
    assert re.search(r"config/config\.yaml: not valid YAML: .*line \d+", result.stderr), result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_name_in_the_template_fails_with_its_line_and_keeps_the_old_pdf(project, edited):
    pdf = project / "results/tiny/report/report.pdf"
    before = pdf.read_bytes()
    edited("report/report.zh-TW.md.j2", "# 怎麼比", "# 怎麼比 {{ accuracy.first_reading.xr.relu.soft }}")
    for _ in range(2):  # as long as the template is wrong, not just the first time
        result = snakemake(project)
        assert result.returncode == 1
    assert re.search(
        r"error: report/report\.zh-TW\.md\.j2:\d+: accuracy/first_reading: unknown key 'xr'; nearest: xor",
        result.stderr,
    )
    assert "Traceback" not in result.stderr
    assert pdf.read_bytes() == before


def test_a_number_typed_by_hand_stops_the_build_with_the_text_to_type(project, edited):
    pdf = project / "results/tiny/report/report.pdf"
    before = pdf.read_bytes()
    edited("report/report.zh-TW.md.j2", "# 怎麼比", "準確率是 87.25 %。\n\n# 怎麼比")
    result = snakemake(project)
    assert result.returncode == 1
    assert re.search(
        r"report\.zh-TW\.md\.j2:\d+:\d+: E10\d '87\.25 %' is typed by hand: bind it", result.stderr
    )
    assert pdf.read_bytes() == before


def test_the_sentence_of_each_claim_is_in_the_report(project, pdf, text):
    ledger = json.loads((project / "results/tiny/claims.json").read_text())["claims"]
    assert len(ledger) == len(yaml.safe_load((project / "report/claims.yaml").read_text()))
    filled = (project / "results/tiny/report/report.md").read_text()
    pieces = [piece for claim in ledger for piece in re.split(AROUND, claim["sentence"])]
    assert all(piece in filled for piece in pieces)
    printed = ["".join(re.sub(r"\[(.*?)\]\{\.literal\}", r"\1", piece).split()) for piece in pieces]
    broken = [piece for piece in printed if piece not in text]
    assert len(broken) < len(pdf.pages)  # by a page's end, at most one at each


def test_snakemake_s_own_linter_asks_only_for_environments_per_rule(project):
    """One environment for all rules is the point here: the lock, and one interpreter start per job."""
    result = snakemake(project, "--lint")
    wishes = set(re.findall(r"^ +\* (.*):$", result.stdout + result.stderr, flags=re.MULTILINE))
    assert wishes == {"Specify a conda environment or container for each rule."}


def test_without_a_terminal_the_failed_job_s_own_words_come_last_and_once(project, edited):
    edited("report/report.zh-TW.md.j2", "# 怎麼比", "# 怎麼比 95.5\n\n這裡比較了三種做法。\n\n# 緣起")
    result = snakemake(project, "--quiet", "rules")
    assert result.returncode == 1
    said = result.stderr[result.stderr.index("what the failed job said") :]
    assert said.count("E101 '95.5' is typed by hand") == 1
    assert result.stderr.count("E101 '95.5' is typed by hand") == 1
    errors = [number for number, line in enumerate(said.splitlines()) if " E101 " in line]
    warnings = [number for number, line in enumerate(said.splitlines()) if " W201 " in line]
    assert min(errors) > max(warnings)


def test_a_build_that_was_killed_leaves_no_lock_in_the_way(project):
    locks = project / ".snakemake" / "locks"
    locks.mkdir(exist_ok=True)
    for kind in ("input", "output"):
        (locks / f"0.{kind}.lock").write_text(
            "results/tiny/tables/accuracy.csv\nresults/tiny/report/report.pdf\n"
        )
    assert snakemake(project).returncode == 0


def test_a_second_build_waits_until_the_first_ends_and_says_so(project):
    with (project / "results/tiny/.lock").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = start(project)
        said = next(line for line in second.stderr if "another build" in line)
        assert said == "results/tiny: another build works here; waiting until it ends\n"
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1)
        assert planned(project) == {}  # a plan writes nothing, and waits for nobody
    assert second.wait(60) == 0


def test_folders_may_have_blanks_han_and_signs_of_the_shell(project, tmp_path):
    results = tmp_path / "my 結果 $HOME"
    files = [f"{results}/data/course/linear.npz", f"{results}/tables/settings.csv"]
    environment = tmp_path / "環境 {x} $y"
    environment.symlink_to(Path(sys.executable).parents[1])
    command = [environment / "bin" / "python", "-m", "snakemake", "--cores", "2", "--configfile", "tiny.yaml"]
    result = subprocess.run(
        [*command, "--config", f"results={results}", "--", *files],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert all(Path(file).is_file() for file in files)


def test_commands_use_the_newest_build_and_say_which(project):
    command = [sys.executable, "-m", "shilu", "where", "numbers.first_reading.xor.relu.lowest"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stderr == "the newest build: results/tiny\n"
    assert result.stdout.startswith("page ")
