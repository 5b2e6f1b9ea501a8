"""The report's figures."""

import importlib
import json

import numpy as np
import pandas as pd
import pytest
from matplotlib import colors

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.kinds import distribution, prediction
from backprop.figures.sources import JOB, run_of
from backprop.registry import DATASETS
from backprop.stages import data, figures
from backprop.study import config as study
from shilu.errors import UserError
from shilu.figures import style
from shilu.runs import store

#: The others have a file of tests each.
KINDS = ("distribution", "parts", "prediction", "predictions")
SEEDS = 4
LEVEL = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.0, "kaiming": True}
TRAINING = {"sample": "s", "seeds": SEEDS, "loss": "mse", "batch": 32, "checkpoints": 4}
TRAINING |= {"scale": None, "order": "shuffled", "schedule": "constant", "clip_norm": None}
CONFIG = {
    "first_seed": 1,
    "network": {"hidden": [4]},
    "datasets": ["linear", "xor", "chessboard"],
    "activations": ["sigmoid", "relu"],
    "own": {"datasets": {}, "activations": {}},
    "samples": {
        "s": {
            "seeds": SEEDS,
            "linear": {"train": 50, "held_out": 400},
            "xor": {"train": 50, "held_out": 400},
            "chessboard": {"train": 50, "held_out": 400},
        }
    },
    "experiments": {
        "first_reading": TRAINING | LEVEL | {"epochs": dict.fromkeys(["linear", "xor", "chessboard"], 20)},
    },
    "evaluation": {"confidence": 0.95},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write a results folder with real data, random networks, and the tables that the figures read."""
    folder, rng = tmp_path_factory.mktemp("results"), np.random.default_rng(0)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    for dataset in CONFIG["datasets"]:
        settings = study.sample(CONFIG, "s", dataset)
        file = study.data_file(folder, "s", dataset)
        store.save(file, data.generate(**settings), stage="backprop.stages.data", settings=settings)
    jobs = [job for job in study.jobs(CONFIG) if job[0] == "first_reading"]
    for job in jobs:
        run = {
            "seed": np.arange(1, SEEDS + 1),
            "level": np.zeros(SEEDS, int),
            "weights": rng.normal(0, 3, (SEEDS, 17)).astype(np.float32),
            "diverged": np.array([0, 0, 3, 0]),
        }
        run["weights"][2] = np.nan
        store.save(
            study.run_file(folder, *job),
            run,
            stage="backprop.stages.train",
            settings=study.training(CONFIG, *job),
        )
    names = pd.DataFrame(jobs, columns=JOB)
    summary = {
        "hard_median": 0.9,
        "hard_median_half_width": 0.01,
        "soft": 0.9,
        "soft_half_width": 0.02,
        "hard": 0.92,
        "hard_half_width": 0.05,
        "diverged": 1,
    }
    frames.write(folder / "accuracy.csv", names.assign(**summary, original=0.95))
    frames.write(folder / "shown.csv", names.assign(**summary, seed=2, replica=1))
    soft = [0.88, 0.92, np.nan, 0.9]
    seeds = pd.DataFrame({"seed": [1, 2, 3, 4], "held_out_soft": soft, "held_out_hard": soft})
    frames.write(folder / "replicas.csv", names.merge(seeds, how="cross"))
    return folder


def arguments(folder, kind, **given):
    files = {"config": "config.json", "results": ""}
    files |= {name: f"{name}.csv" for name in ("shown", "replicas", "accuracy")}
    values = {name: folder / file for name, file in files.items()}
    values |= {"experiment": "first_reading", "experiments": ["first_reading"]}
    values |= {"dataset": "xor", "activation": "sigmoid"}
    taken = importlib.import_module(f"backprop.figures.kinds.{kind}").OPTIONS
    options = {name: values[name] for name in (*taken, "config")} | {"output": folder / "out.svg"} | given
    words = ((f"--{name}", value if isinstance(value, list) else [value]) for name, value in options.items())
    return [kind, *(str(word) for name, value in words for word in (name, *value))]


def drawn(folder, kind, **given):
    """Return the figure that a command would save."""
    figure = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "save", lambda it, _: figure.append(it))
        figures.main(arguments(folder, kind, **given))
    return figure[0]


def failure(folder, capsys, kind, **given):
    with pytest.raises(SystemExit, match="2"):
        figures.main(arguments(folder, kind, **given))
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    return message


def texts(figure):
    return [
        text.get_text()
        for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))
        if text.get_text()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_each_figure_is_small_and_has_the_same_bytes_each_time(folder, tmp_path, kind):
    for name in ("a.svg", "b.svg"):
        figures.main(arguments(folder, kind, output=tmp_path / name))
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert 10_000 < (tmp_path / "a.svg").stat().st_size < 200_000


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_figure_is_cut_off_or_smaller_than_seven_points(folder, kind):
    figure = drawn(folder, kind)
    figure.draw_without_rendering()
    visible = [
        text for text in figure.findobj(lambda artist: hasattr(artist, "get_fontsize")) if text.get_visible()
    ]
    assert min(text.get_fontsize() for text in visible) >= 7
    # The layout engine reserves room for what it knows of; this is what a title too long for its figure fails.
    edge = figure.bbox.padded(1)
    boxes = [
        text.get_window_extent()
        for text in [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    ]
    boxes += [ax.title.get_window_extent() for ax in figure.axes if ax.get_title()]
    assert boxes
    for box in boxes:
        assert edge.x0 <= box.x0 < box.x1 <= edge.x1
        assert edge.y0 <= box.y0 < box.y1 <= edge.y1


def test_a_prediction_names_the_seed_and_its_accuracy_with_the_digits_that_it_supports(folder):
    title = drawn(folder, "prediction").get_suptitle()
    assert title.startswith("Sigmoid，種子 2")
    assert "軟準確率 90.0 %，硬準確率 92 %" in title
    assert "400 個 held-out 樣本中的 300 個" in title


def half(x):
    """Outputs of a network that knows the first input alone."""
    return x[:, 0]


def points_of(ax, form):
    colour = colors.to_rgba(form["facecolor"])
    return sum(
        len(part.get_offsets())
        for part in ax.collections
        if len(part.get_facecolor()) and np.allclose(part.get_facecolor()[0], colour)
    )


def test_the_points_on_the_wrong_side_of_the_output_are_marked_and_no_other():
    x = np.array([[0.1, 0.5], [0.2, 0.5], [0.7, 0.5], [0.9, 0.5], [0.8, 0.5]], np.float32)
    truth, guess, *_ = prediction.draw_prediction(
        "linear", half, x, np.array([0, 1, 0, 1, 1], np.float32)
    ).axes
    shown = guess.images[0].get_array()
    assert (np.diff(shown, axis=1) > 0).all()
    assert (np.diff(shown, axis=0) == 0).all()
    assert points_of(truth, panels.MISTAKE) == 0
    assert points_of(guess, panels.MISTAKE) == 2
    assert (points_of(guess, panels.POINTS[0]), points_of(guess, panels.POINTS[1])) == (1, 2)


def test_the_output_is_drawn_the_right_way_up_with_its_border_at_one_half():
    ax = style.figure(5).subplots()
    centres = (np.arange(10) + 0.5) / 10
    _, border = panels.output(ax, np.tile(centres**2, (10, 1)).T)
    image = ax.images[0]
    assert (image.origin, tuple(image.get_extent())) == ("lower", (0, 1, 0, 1))
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert heights == pytest.approx(np.sqrt(0.5), abs=0.01)
    assert border is not None


def test_an_output_that_stays_on_one_side_has_no_border_and_says_so(recwarn):
    figure = prediction.draw_prediction(
        "xor", lambda x: np.full(len(x), 0.7), np.array([[0.2, 0.2]]), np.array([1.0])
    )
    assert any("都在 0.5 的同一側" in text for text in texts(figure))
    assert "決策邊界" not in texts(figure)
    assert not recwarn.list


def test_each_seed_is_a_point_beside_mean_interval_and_the_originals_number(folder):
    ax = drawn(folder, "distribution").axes[0]
    seeds, reference = ax.lines[0], next(line for line in ax.lines if line.get_marker() == "D")
    assert sorted(seeds.get_ydata()) == [0.88, 0.9, 0.92]
    assert reference.get_ydata().tolist() == [0.95]
    (bar,) = ax.containers[0].lines[2]
    assert bar.get_segments()[0][:, 1] == pytest.approx([0.88, 0.92])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Sigmoid\n1 個發散", "ReLU\n1 個發散"]


def test_a_figure_of_an_unknown_experiment_is_an_error_that_names_the_known(folder, capsys):
    assert "no experiment 'rob'" in failure(folder, capsys, "distribution", experiment="rob")


def test_where_all_seeds_diverged_the_figure_shows_the_truth_and_says_so(folder, tmp_path):
    frames.write(tmp_path / "shown.csv", pd.read_csv(folder / "shown.csv").query("dataset != 'xor'"))
    figure = drawn(folder, "prediction", shown=tmp_path / "shown.csv")
    assert "所有種子的訓練都發散" in figure.get_suptitle()
    assert not figure.axes[1].axison


def test_a_missing_column_or_file_is_one_line_that_names_it(folder, capsys, tmp_path):
    frames.write(tmp_path / "shown.csv", pd.read_csv(folder / "shown.csv").drop(columns="hard"))
    assert "no column 'hard'" in failure(folder, capsys, "predictions", shown=tmp_path / "shown.csv")
    assert "nowhere.csv" in failure(folder, capsys, "predictions", shown=tmp_path / "nowhere.csv")


def test_a_stale_run_is_refused(folder):
    config = json.loads((folder / "config.json").read_text())
    config["network"]["hidden"] = [5]
    with pytest.raises(UserError, match=r"sigmoid\.npz: stale.*hidden"):
        run_of(config, folder, ("first_reading", "xor", "sigmoid"))


def test_names_that_would_touch_stand_upright_and_others_do_not(folder, monkeypatch):
    more = ("first", "second", "third")
    for name in more:
        monkeypatch.setitem(DATASETS._own, name, DATASETS["linear"])
    replicas, rows = (
        pd.read_csv(folder / f"{name}.csv").query("dataset == 'xor'") for name in ("replicas", "accuracy")
    )
    several = pd.DataFrame({"activation": ["sigmoid", "relu", "leaky_relu", "silu"]})
    rows = rows.head(1).drop(columns="activation").merge(several, how="cross").assign(diverged=0)
    few, many = (
        distribution.draw_distribution(
            replicas, pd.concat([rows.assign(dataset=name) for name in names]), 0.95
        )
        for names in (("xor", "linear"), ("xor", "linear", "chessboard", *more))
    )
    assert {label.get_rotation() for ax in few.axes for label in ax.get_xticklabels()} == {0}
    assert {label.get_rotation() for ax in many.axes for label in ax.get_xticklabels()} == {90}
    assert not panels.crowded(many)
