"""The figures of outputs: read back, they are those of the networks that the tables name."""

import json

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.kinds import gallery, predictions
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, run_of
from backprop.registry import DATASETS, Dataset
from backprop.stages import figures
from backprop.study import config as study
from shilu.errors import UserError
from shilu.figures import style
from shilu.runs import store

pytestmark = pytest.mark.filterwarnings("error")

SEEDS = 4
CONFIG = {
    "first_seed": 7,
    "network": {"hidden": [4]},
    "datasets": ["xor", "ring"],
    "activations": ["sigmoid", "relu"],
    "own": {"datasets": {}, "activations": {}},
    "samples": {
        "s": {"seeds": SEEDS, "xor": {"train": 50, "held_out": 40}, "ring": {"train": 50, "held_out": 40}}
    },
    "experiments": {
        "one": {
            "sample": "s",
            "seeds": SEEDS,
            "loss": "mse",
            "batch": 32,
            "checkpoints": 4,
            "scale": None,
            "order": "shuffled",
            "schedule": "constant",
            "clip_norm": None,
            "kaiming": True,
            "learning_rate": 0.1,
            "momentum": 0.9,
            "weight_decay": 0.0,
            "epochs": {"xor": 20, "ring": 20},
        },
    },
    "evaluation": {"confidence": 0.95},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write a results folder with networks of random weights, the third of each diverged, and their tables."""
    folder, rng = tmp_path_factory.mktemp("results"), np.random.default_rng(0)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    jobs = study.jobs(CONFIG)
    for job in jobs:
        weights = rng.normal(0, 3, (SEEDS, 17)).astype(np.float32)
        weights[2] = np.nan
        settings = study.training(CONFIG, *job)
        run = {"weights": weights, "diverged": np.array([0, 0, 3, 0])}
        store.save(study.run_file(folder, *job), run, stage="backprop.stages.train", settings=settings)
    names = pd.DataFrame(jobs, columns=JOB)
    cells = {"seed": 8, "replica": 1, "hard": 0.93, "hard_low": 0.87, "hard_high": 0.97}
    frames.write(folder / "shown.csv", names.assign(**cells))
    seeds = pd.DataFrame(
        {"seed": [7, 8, 9, 10], "replica": range(SEEDS), "held_out_soft": [0.9, 0.8, np.nan, 0.7]}
    )
    frames.write(folder / "replicas.csv", names.merge(seeds, how="cross"))
    return folder


def words(folder, kind, **given):
    taken = {"predictions": ["shown"], "gallery": ["replicas"]}[kind]
    options = {"config": folder / "config.json", "results": folder, "experiment": "one"}
    options |= {name: folder / f"{name}.csv" for name in taken}
    options |= {"dataset": "xor"} if kind == "gallery" else {}
    options |= {"output": folder / "out.svg"} | given
    return [kind, *(str(word) for name, value in options.items() for word in (f"--{name}", value))]


@pytest.fixture(scope="module")
def drawn(folder, _own_dataset):
    """Return a function that gives the figure that a command would save."""

    def drawn(kind, **given):
        figure = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(style, "save", lambda it, _: figure.append(it))
            figures.main(words(folder, kind, **given))
        return figure[0]

    return drawn


@pytest.fixture(scope="module")
def _own_dataset():
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DATASETS._own, "ring", Dataset("Ring", None, None))
        yield


@pytest.fixture(scope="module")
def figure(drawn):
    return drawn("predictions")


def expected(folder, job, replica, cells):
    settings, run = run_of(study.read(folder / "config.json"), folder, job)
    return over_square(network(run, replica, settings), cells)


def test_each_panel_is_the_output_of_the_network_that_the_table_names(folder, figure, drawn):
    panels_drawn = [ax for ax in figure.axes if ax.images and ax.get_xlabel()]
    assert len(panels_drawn) == 4
    for ax, job in zip(panels_drawn, study.jobs(CONFIG), strict=True):
        outputs = expected(folder, job, 1, predictions.CELLS)
        np.testing.assert_array_equal(ax.images[0].get_array(), outputs)
        assert ax.get_xlabel() == "種子 8：93 %"
    assert [ax.get_title() for ax in panels_drawn] == ["Sigmoid", "ReLU", "", ""]
    assert [ax.get_ylabel() for ax in panels_drawn] == ["XOR", "", "Ring", ""]


def test_the_gallery_has_the_network_of_each_seed_from_the_worst_to_the_best(folder, drawn):
    ax = drawn("gallery").axes[0]
    for image, replica in zip(ax.images, [3, 1, 0], strict=True):
        outputs = expected(folder, ("one", "xor", "sigmoid"), replica, gallery.CELLS)
        np.testing.assert_array_equal(image.get_array(), outputs)
        assert image.get_gid() == f"replicas:one/xor/sigmoid/{7 + replica}"
    assert ax.texts[1].get_text() == "70.0 到 90.0 %\n另有 1 個發散"


def test_the_output_is_drawn_the_right_way_up_with_its_border_at_one_half():
    ax = style.figure(5).subplots()
    centres = (np.arange(10) + 0.5) / 10
    image = panels.output(ax, np.tile(centres**2, (10, 1)).T)
    assert (image.origin, tuple(image.get_extent()), image.get_clim()) == ("lower", (0, 1, 0, 1), (0, 1))
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert heights == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_an_output_that_stays_on_one_side_has_no_border():
    ax = style.figure(5).subplots()
    panels.output(ax, np.full((10, 10), 0.7))
    assert not ax.collections


def test_where_all_seeds_diverged_a_panel_says_so(folder, drawn, tmp_path):
    frames.write(tmp_path / "shown.csv", pd.read_csv(folder / "shown.csv").drop(index=1))
    ax = drawn("predictions", shown=tmp_path / "shown.csv").axes[1]
    assert (ax.get_xlabel(), len(ax.images)) == ("都發散", 0)


def test_where_all_networks_diverged_each_panel_and_the_title_say_so(folder, drawn, tmp_path, sound, title):
    frames.write(tmp_path / "shown.csv", pd.read_csv(folder / "shown.csv").iloc[:0])
    sound(lambda: drawn("predictions", shown=tmp_path / "shown.csv"))
    figure = drawn("predictions", shown=tmp_path / "shown.csv")
    assert title(figure) == "每個網路都發散，沒有輸出可畫"
    assert [ax.get_xlabel() for ax in figure.axes] == ["都發散"] * 4


def test_the_title_names_the_network_that_is_least_accurate(folder, drawn, tmp_path, figure, title):
    assert title(figure) == "畫出的網路，硬準確率都是 93 %"
    table = pd.read_csv(folder / "shown.csv")
    table.loc[2, "hard"] = 0.91
    frames.write(tmp_path / "shown.csv", table)
    assert title(drawn("predictions", shown=tmp_path / "shown.csv")) == (
        "畫出的 4 個網路中，硬準確率最低的是 Ring 的 Sigmoid（91 %）"
    )


def test_the_figure_is_sound_and_names_each_network(sound, drawn):
    ids = sound(lambda: drawn("predictions"))
    assert [name for name in ids if name.startswith("replicas:")] == [
        f"replicas:one/{dataset}/{activation}/8"
        for dataset in ("xor", "ring")
        for activation in ("sigmoid", "relu")
    ]


@pytest.mark.parametrize(("change", "said"), [
    ({"shown": "less.csv"}, "no column 'hard'"), ({"shown": "nowhere.csv"}, "nowhere.csv"),
])  # fmt: skip
def test_a_missing_column_or_file_is_one_line_that_names_it(folder, capsys, tmp_path, change, said):
    frames.write(tmp_path / "less.csv", pd.read_csv(folder / "shown.csv").drop(columns="hard"))
    files = {name: tmp_path / file for name, file in change.items()}
    with pytest.raises(SystemExit, match="2"):
        figures.main(words(folder, "predictions", **files))
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert said in message


def test_a_figure_of_an_unknown_experiment_is_an_error_that_names_the_known(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        figures.main(words(folder, "gallery", experiment="two"))
    assert "--experiment two: unknown; known: one" in capsys.readouterr().err


def test_a_stale_run_is_refused(folder):
    config = json.loads((folder / "config.json").read_text())
    config["network"]["hidden"] = [5]
    with pytest.raises(UserError, match=r"sigmoid\.npz: stale.*hidden"):
        run_of(config, folder, ("one", "xor", "sigmoid"))
