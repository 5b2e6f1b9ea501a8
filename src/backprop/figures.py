"""Stage: the report's figures, one file a call."""

import argparse

import numpy as np

from backprop import figure_panels as panels
from backprop import frames, study
from backprop.conventions import ACTIVATIONS, DATASETS, REPORTED_ACTIVATION, REPORTED_EXPERIMENT
from backprop.stack import layer_sizes, predict
from shilu import digits, store, style
from shilu.errors import UserError, command

#: Cells along each side of the unit square at which an output is evaluated.
CELLS = 240
#: Held-out points that a panel shows: more would hide the colours behind them.
POINTS = 300
#: Checkpoints that a learning curve shows, evenly chosen: more would only make the file large.
CHECKPOINTS = 30
#: The report shows a prediction in a column of a table, about this wide.
PREDICTION_CM = (12.0, 7.2)
JOB = ["experiment", "dataset", "activation"]


def prediction(args):
    """Truth and prediction side by side, for one dataset."""
    config = study.read(args.config)
    accuracies = ["soft", "soft_half_width", "hard", "hard_half_width"]
    shown = frames.read(args.shown, names=JOB, numbers=["seed", "replica", *accuracies])
    job = (REPORTED_EXPERIMENT, args.dataset, REPORTED_ACTIVATION)
    settings, run = _run(config, args.results, job)
    data_file = study.data_file(args.results, config["experiments"][job[0]]["sample"], args.dataset)
    data, _ = store.load(data_file, stage="backprop.data", settings=settings["sample"])

    def outputs(x):
        weights = run["weights"][[row["replica"]]]
        return predict(weights, x, sizes=layer_sizes(settings["hidden"]), activation=job[2])[0]

    # Where all seeds have diverged there is none to show, but the truth of the first one.
    row = next(iter(shown[(shown[JOB] == list(job)).all(axis=1)].to_dict("records")), None)
    x, y = (data[f"held_out_{name}"][row["seed"] - 1 if row else 0] for name in "xy")
    drawn = np.random.default_rng(0).choice(len(y), min(POINTS, len(y)), replace=False)
    figure = draw_prediction(args.dataset, outputs if row else None, x[drawn], y[drawn])
    title = "所有種子的訓練都發散"
    if row:
        soft, hard = (_percent(row[name], row[f"{name}_half_width"]) for name in ("soft", "hard"))
        title = f"種子 {row['seed']}（軟準確率居中）：軟準確率 {soft} %，硬準確率 {hard} %"
    points = f"圖中的點是 {len(y)} 個 held-out 樣本中的 {len(drawn)} 個"
    figure.suptitle(f"{ACTIVATIONS[job[2]]}，{title}\n{points}", fontsize=style.TEXT)
    return figure


def draw_prediction(dataset, outputs, x, y):
    """Draw points (sample, feature) and labels, and beside them the function `outputs`, if there is one."""
    width, height = PREDICTION_CM
    figure = style.figure(height, width)
    truth, guess = figure.subplots(1, 2)
    legend = panels.points(truth, dataset, x, y)
    truth.set_title("真實分布")
    if outputs is None:
        guess.set_axis_off()
        return figure
    centres = (np.arange(CELLS, dtype=np.float32) + np.float32(0.5)) / CELLS
    grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
    image, border = panels.output(guess, outputs(grid).reshape(CELLS, CELLS))
    panels.points(guess, dataset, x, y, wrong=(outputs(x) > 0.5) != (y > 0.5))
    guess.set_title("網路輸出" if border else "網路輸出（都在 0.5 的同一側）")
    if border:
        legend["決策邊界"] = border
    # An inset is as high as the square; a colour bar beside it would not be.
    bar = guess.inset_axes([1.05, 0, 0.06, 1])
    figure.colorbar(image, cax=bar, ticks=[0, 0.25, 0.5, 0.75, 1], format=panels.PLAIN)
    figure.legend(
        legend.values(),
        legend.keys(),
        loc="outside lower center",
        ncols=len(legend),
        markerscale=1.5,
        columnspacing=1,
        handletextpad=0.4,
    )
    return figure


def curves(args):
    """Loss and held-out accuracy over the epochs, for each activation and dataset of an experiment."""
    config = study.read(args.config)
    if len(study.levels(_experiment(config, args.experiment))) > 1:
        raise UserError(
            f"experiments.{args.experiment}: has several levels; curves show an experiment with one"
        )
    runs = {
        dataset: {
            activation: _run(config, args.results, (args.experiment, dataset, activation))[1]
            for activation in config["activations"]
        }
        for dataset in config["datasets"]
    }
    return draw_curves(runs)


def draw_curves(runs):
    """Draw learning curves.

    Parameters
    ----------
    runs : dict of str to dict of str to dict of str to numpy.ndarray
        Dataset, activation, and the arrays of its run.  Diverged replicas are left out; the legend says so.
    """
    figure = style.figure(11.5)
    axes = figure.subplots(2, len(runs), squeeze=False, sharex="col", sharey="row")
    lost, lines = {}, {}
    for column, (dataset, activations) in zip(axes.T, runs.items(), strict=True):
        for (activation, run), form in zip(activations.items(), style.series(len(activations)), strict=True):
            kept = run["diverged"] == 0
            lost[activation] = lost.get(activation, 0) + np.count_nonzero(~kept)
            if not kept.any():
                continue
            last = len(run["checkpoint"]) - 1
            drawn = np.unique(np.linspace(0, last, CHECKPOINTS).round().astype(int))
            epochs = np.union1d(1, run["checkpoint"][drawn])
            lines[activation] = panels.band(column[0], epochs, run["loss"][kept][:, epochs - 1], form)
            panels.band(column[1], run["checkpoint"][drawn], run["held_out_hard"][kept][:, drawn], form)
        column[0].set_title(DATASETS[dataset])
        panels.logarithmic(column[0])
        column[1].yaxis.set_major_formatter(panels.PERCENT)
        for ax in column:
            ax.grid(visible=True)
    axes[0, 0].set_ylabel("訓練損失（對數刻度）")
    axes[1, 0].set_ylabel("held-out 硬準確率（%）")
    low, high = (digits.exact(100 * share) for share in panels.BAND)
    figure.supxlabel(f"訓練週期；線為各種子的中位數，色帶為第 {low} 至第 {high} 百分位", fontsize=style.TEXT)
    names = [ACTIVATIONS[name] + (f"（另有 {lost[name]} 個發散）" if lost[name] else "") for name in lines]
    figure.legend(lines.values(), names, loc="outside upper center", ncols=len(lines), handlelength=3.5)
    return figure


def grid(args):
    """Median held-out accuracy by momentum and initialisation, for each activation and dataset."""
    numbers = ["momentum", "hard_median", "hard_median_half_width"]
    table = frames.read(args.grid, names=[*JOB, "kaiming"], numbers=numbers)
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.grid}: no experiment {args.experiment!r}; give one that has several levels")
    if table.duplicated([*JOB, "kaiming", "momentum"]).any():
        raise UserError(
            f"{args.grid}: {args.experiment} varies more than momentum and kaiming; draw another one"
        )
    return draw_grid(table)


def draw_grid(table):
    """Draw heat maps of ``hard_median``, datasets down and activations across; momentum across in each."""
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(2.2 + 2.6 * len(datasets))
    axes = figure.subplots(len(datasets), len(activations), squeeze=False, sharex=True, sharey=True)
    for (row, column), ax in np.ndenumerate(axes):
        cell = table[(table["dataset"] == datasets[row]) & (table["activation"] == activations[column])]
        medians, halves = (
            cell.pivot_table(index="kaiming", columns="momentum", values=name, dropna=False).sort_index(
                ascending=False
            )
            for name in ("hard_median", "hard_median_half_width")
        )
        texts = [
            [_percent(*pair, most=1) for pair in zip(*line, strict=True)]
            for line in zip(medians.values, halves.values, strict=True)
        ]
        names = ["有" if kaiming else "無" for kaiming in medians.index]
        image = panels.heat_map(
            ax, medians.to_numpy(), texts, names, [digits.exact(value) for value in medians]
        )
        if row == 0:
            ax.set_title(ACTIVATIONS[activations[column]])
        if column == 0:
            ax.set_ylabel(f"{DATASETS[datasets[row]]}\nKaiming")
    figure.supxlabel("動量", fontsize=style.TEXT)
    figure.colorbar(
        image,
        ax=axes,
        label="held-out 硬準確率的中位數（%）",
        format=panels.PERCENT,
        extend="min",
        shrink=0.9,
        pad=0.01,
    )
    return figure


def distribution(args):
    """Held-out soft accuracy of all seeds by activation, with mean, interval and the original's number."""
    confidence = study.read(args.config)["evaluation"]["confidence"]
    replicas = frames.read(args.replicas, names=JOB, numbers=["held_out_soft"])
    accuracy = frames.read(
        args.accuracy, names=JOB, numbers=["soft", "soft_half_width", "original", "diverged"]
    )
    accuracy = accuracy[accuracy["experiment"] == args.experiment]
    if accuracy.empty:
        raise UserError(
            f"{args.accuracy}: no experiment {args.experiment!r}; give one that has a single level"
        )
    return draw_distribution(replicas[replicas["experiment"] == args.experiment], accuracy, confidence)


def draw_distribution(replicas, accuracy, confidence):
    """Draw every seed's soft accuracy; `replicas` and `accuracy` are rows of one experiment."""
    datasets = accuracy["dataset"].unique()
    figure = style.figure(8.5)
    axes = figure.subplots(1, len(datasets), squeeze=False)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        groups = {}
        for row in accuracy[accuracy["dataset"] == dataset].to_dict("records"):
            chosen = (replicas["dataset"] == dataset) & (replicas["activation"] == row["activation"])
            values = replicas.loc[chosen, "held_out_soft"].dropna().to_numpy()
            name = ACTIVATIONS[row["activation"]] + (f"\n{row['diverged']} 個發散" if row["diverged"] else "")
            parts = {"mean": row["soft"], "half_width": row["soft_half_width"], "reference": row["original"]}
            groups[name] = {"values": values, **parts}
        legend = panels.spread(ax, groups, style.series(len(groups)))
        ax.set_title(DATASETS[dataset])
    axes[0].set_ylabel("held-out 軟準確率（%）")
    names = [name.replace("區間", f" {digits.exact(100 * confidence)} % 區間") for name in legend]
    figure.legend(legend.values(), names, loc="outside lower center", ncols=len(legend))
    return figure


def _experiment(config, name):
    if name not in config["experiments"]:
        raise UserError(f"--experiment {name}: unknown; known: {', '.join(config['experiments'])}")
    return config["experiments"][name]


def _run(config, results, job):
    settings = study.training(config, *job)
    run, _ = store.load(study.run_file(results, *job), stage="backprop.train", settings=settings)
    return settings, run


def _percent(fraction, half_width, most=None):
    # The digits that the prose shows, or at `most` so many decimals; the sign stands on the axis.
    if np.isnan(fraction):
        return "發散"
    places = digits.decimals(100 * half_width) if half_width > 0 else 1
    return digits.show(100 * fraction, places if most is None else min(places, most))


#: Kind of figure to its function and the options that it takes.
KINDS = {
    "prediction": (prediction, ("dataset", "config", "results", "shown")),
    "curves": (curves, ("experiment", "config", "results")),
    "grid": (grid, ("experiment", "grid")),
    "distribution": (distribution, ("experiment", "config", "replicas", "accuracy")),
}
HELP = {
    "dataset": "name of the dataset",
    "experiment": "name of the experiment",
    "config": "resolved config (config.json)",
    "results": "results folder, with data/ and runs/",
    "shown": "CSV file of the networks to show",
    "grid": "CSV file of the experiments with several levels",
    "replicas": "CSV file that backprop.evaluate wrote",
    "accuracy": "CSV file of the accuracies",
    "output": "SVG file to write",
}


@command
def main(argv=None):
    """Run ``python -m backprop.figures``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.figures", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, (function, options) in KINDS.items():
        subparser = kinds.add_parser(kind, help=function.__doc__, description=function.__doc__)
        for option in (*options, "output"):
            subparser.add_argument(f"--{option}", required=True, help=HELP[option])
    args = parser.parse_args(argv)
    style.save(KINDS[args.kind][0](args), args.output)


if __name__ == "__main__":
    main()
