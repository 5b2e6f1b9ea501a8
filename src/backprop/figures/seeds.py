"""Figures of what the seeds of an experiment reached."""

import numpy as np

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES
from backprop.figures import panels
from backprop.figures.sources import JOB, percent
from backprop.study import config as study
from backprop.study.conventions import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits

#: Kind of failure to how it is filled, from dark to light, so that it reads in grey.
FAILURES = [
    {"facecolor": "#000000", "hatch": ""},
    {"facecolor": "#5D2A6B", "hatch": ""},
    {"facecolor": "#0072B2", "hatch": "//"},
    {"facecolor": "#D55E00", "hatch": "\\\\"},
    {"facecolor": "#E69F00", "hatch": "--"},
    {"facecolor": "#EDEDED", "hatch": ""},
]


def grid(args):
    """Median held-out accuracy by momentum and initialisation, for each activation and dataset."""
    table = _levels(args, ["hard_median", "hard_median_half_width"])
    texts = [
        percent(median, half, most=1)
        for median, half in zip(table["hard_median"], table["hard_median_half_width"], strict=True)
    ]
    return draw_grid(
        table.assign(value=table["hard_median"], text=texts), "held-out 硬準確率的中位數（%）", low=0.5
    )


def collapses(args):
    """Share of seeds that collapsed or diverged, by momentum and initialisation."""
    table = _levels(args, ["collapsed", "diverged", "seeds"])
    lost = table["collapsed"] + table["diverged"]
    texts = [f"{count}/{seeds}" for count, seeds in zip(lost, table["seeds"], strict=True)]
    return draw_grid(table.assign(value=lost / table["seeds"], text=texts), "崩潰或發散的種子（%）", low=0)


def _levels(args, numbers):
    table = frames.read(args.grid, names=[*JOB, "kaiming"], numbers=["momentum", *numbers])
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.grid}: no experiment {args.experiment!r}; give one that has several levels")
    if table.duplicated([*JOB, "kaiming", "momentum"]).any():
        raise UserError(
            f"{args.grid}: {args.experiment} varies more than momentum and kaiming; draw another one"
        )
    return table


def draw_grid(table, label, *, low):
    """Draw heat maps, datasets down and activations across, momentum across in each.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each cell, with ``value`` (its colour, a fraction) and ``text`` (what stands in it).
    label : str
        What the colours mean.
    low : float
        The fraction at which they begin.
    """
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(2.2 + 2.6 * len(datasets))
    axes = figure.subplots(len(datasets), len(activations), squeeze=False, sharex=True, sharey=True)
    for (row, column), ax in np.ndenumerate(axes):
        cell = table[(table["dataset"] == datasets[row]) & (table["activation"] == activations[column])]
        values, texts = (
            cell.pivot(index="kaiming", columns="momentum", values=name).sort_index(ascending=False)
            for name in ("value", "text")
        )
        names = ["有" if kaiming else "無" for kaiming in values.index]
        momenta = [digits.exact(value) for value in values]
        image = panels.heat_map(ax, values.to_numpy(float), texts.to_numpy(), names, momenta, low=low)
        if row == 0:
            ax.set_title(ACTIVATIONS[activations[column]])
        if column == 0:
            ax.set_ylabel(f"{DATASETS[datasets[row]]}\nKaiming")
    figure.supxlabel("動量", fontsize=style.TEXT)
    extend = "min" if low > 0 else "neither"
    figure.colorbar(image, ax=axes, label=label, format=panels.PERCENT, extend=extend, shrink=0.9, pad=0.01)
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


def failures(args):
    """How many networks failed in which way, by dataset and activation."""
    table = frames.read(args.failures, names=[*JOB, "failure"], numbers=["networks"])
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.failures}: no experiment {args.experiment!r}; give one with a single level")
    return draw_failures(table)


def draw_failures(table):
    """Draw a bar for each activation, divided by the kind of failure; a panel for each dataset."""
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(1.8 + 0.75 * len(activations))
    axes = figure.subplots(1, len(datasets), squeeze=False, sharey=True)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        counts = table[table["dataset"] == dataset].pivot(
            index="activation", columns="failure", values="networks"
        )
        bars = panels.divided_bars(ax, counts.loc[activations, list(MODES)].to_numpy(int), FAILURES)
        ax.set_title(DATASETS[dataset])
        ax.set_xlabel("種子數")
    axes[0].set_yticks(range(len(activations)), [ACTIVATIONS[name] for name in activations])
    axes[0].invert_yaxis()
    figure.legend(bars, MODES.values(), loc="outside lower center", ncols=len(MODES), columnspacing=1.2)
    return figure


def dead(args):
    """Share of dead units in the last hidden layer against held-out accuracy, a point for each seed."""
    numbers = ["dead_units", "held_out_hard"]
    table = frames.read(args.replicas, names=JOB, numbers=numbers)
    table = table[(table["experiment"] == args.experiment)].dropna(subset=numbers)
    if table.empty:
        raise UserError(f"{args.replicas}: no experiment {args.experiment!r} with a network that trained")
    return draw_dead(table)


def draw_dead(table):
    """Draw a panel for each dataset, with the activations of which units died or might have."""
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    figure = style.figure(6.5)
    axes = figure.subplots(1, len(datasets), squeeze=False, sharex=True)[0]
    forms = dict(zip(activations, style.series(len(activations)), strict=True))
    for ax, dataset in zip(axes, datasets, strict=True):
        points = {
            name: ax.plot(
                *table.loc[
                    (table["dataset"] == dataset) & (table["activation"] == name),
                    ["dead_units", "held_out_hard"],
                ]
                .to_numpy()
                .T,
                form["marker"],
                color=form["color"],
                alpha=0.7,
                mew=0,
            )[0]
            for name, form in forms.items()
        }
        ax.set_title(DATASETS[dataset])
        ax.xaxis.set_major_formatter(panels.PERCENT)
        ax.yaxis.set_major_formatter(panels.PERCENT)
        ax.grid(visible=True)
    axes[0].set_ylabel("held-out 硬準確率（%）")
    figure.supxlabel("最後一個隱藏層中壞死的單元（%）", fontsize=style.TEXT)
    names = [ACTIVATIONS[name] for name in points]
    figure.legend(points.values(), names, loc="outside upper center", ncols=len(points))
    return figure
