"""The original's numbers among the seeds: a strip for each, a panel for each reading of its settings."""

from matplotlib.lines import Line2D

from backprop.evaluation import frames
from backprop.evaluation.readings import POINTS, READINGS
from backprop.figures import error_axis, marks
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.figures import style

OPTIONS = ("numbers", "replicas")
#: The original's number: whether it lies among our seeds, how its mark is filled, and what the legend says.
ORIGINAL = {True: (style.ACCENT, "原報告，落在種子的範圍內"), False: ("white", "原報告，在所有種子之外")}


def draw(args):
    """The original's numbers, and those of our seeds in each reading of its settings."""
    numbers = frames.read(
        args.numbers, names=["reading", "dataset", "activation", "verdict"], numbers=["original"]
    )
    soft = ["train_soft", "held_out_soft"]
    return draw_numbers(numbers, frames.read(args.replicas, names=JOB, numbers=["seed", *soft]))


def panels_of(numbers):
    """Return the strips of each panel: a list of (reading, rows of `numbers`).

    A reading that exchanges but some cells of another has no panel: its own cells are strips of that one's.
    """
    panels = {}
    for name, rows in numbers.groupby("reading", sort=False):
        reading = READINGS[name]
        host = next(
            (
                other
                for other in panels
                if reading.instead and READINGS[other].experiment == reading.experiment
            ),
            name,
        )
        kept = rows[rows["activation"].isin(reading.instead)] if host != name else rows
        panels.setdefault(host, []).append((name, kept))
    return panels


def strips_of(numbers):
    """Return (dataset, activation, activation of ours) of each strip, in their order downwards."""
    found = []
    for dataset, rows in numbers.groupby("dataset", sort=False):
        for activation in rows["activation"].unique():
            ours = [ours_of(name, activation)[1] for name in numbers["reading"].unique()]
            found += [(dataset, activation, one) for one in dict.fromkeys(ours)]
    return found


def ours_of(reading, activation):
    """Return the experiment and the activation of ours that a reading has for one of the original."""
    return READINGS[reading].instead.get(activation, (READINGS[reading].experiment, activation))


def draw_numbers(numbers, replicas):
    """Draw a strip for each of the original's numbers, in a panel for each reading; see `numbers_table`."""
    panels, strips = panels_of(numbers), strips_of(numbers)
    figure = style.figure(2.8 + 0.52 * len(strips))
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    everything = [*replicas["train_soft"], *replicas["held_out_soft"], *numbers["original"]]
    for ax, entries in zip(axes, panels.values(), strict=True):
        for name, rows in entries:
            for row in rows.to_dict("records"):
                _strip(ax, strips, name, row, replicas)
        error_axis.apply(ax, everything)
    readings = [READINGS[host] for host in panels]
    marks.entitle(axes, [f"{reading.label}\n（{POINTS[reading.points]}）" for reading in readings])
    _named(axes[0], strips)
    figure.supxlabel("軟準確率（%），愈右愈好", fontsize=style.TEXT)
    seed = Line2D([], [], color="0.4", marker="o", linestyle="", markersize=3, label="一個種子")
    form = {"marker": "D", "linestyle": "", "markersize": 5, "markeredgecolor": style.ACCENT}
    originals = [
        Line2D([], [], **form, markerfacecolor=fill, label=label) for fill, label in ORIGINAL.values()
    ]
    figure.legend(handles=[seed, *originals], loc="outside upper center", ncols=3)
    return figure


def _strip(ax, strips, reading, row, replicas):
    experiment, ours = ours_of(reading, row["activation"])
    at = strips.index((row["dataset"], row["activation"], ours))
    chosen = replicas[
        (replicas["experiment"] == experiment)
        & (replicas["dataset"] == row["dataset"])
        & (replicas["activation"] == ours)
    ]
    accuracies = chosen[f"{READINGS[reading].points}_soft"].dropna().to_numpy()
    form = marks.form(ours)
    dots = error_axis.dots(ax, at, accuracies, form)
    dots.set_gid(marks.name(experiment, row["dataset"], ours))
    if lost := len(chosen) - len(accuracies):
        end = {"xycoords": ("axes fraction", "data"), "ha": "right", "va": "center"}
        ax.annotate(marks.lost(lost), (1, at), **end, fontsize=style.SMALL)
    if not len(accuracies):  # The original's number is neither among them nor outside.
        return
    ax.scatter(
        error_axis.errors([row["original"]]),
        [at],
        s=18,
        marker="D",
        facecolor=ORIGINAL[row["verdict"] == "inside"][0],
        edgecolor=style.ACCENT,
        linewidth=1,
        zorder=4,
    ).set_gid(f"original:{row['activation']}/{row['dataset']}/{reading}")


def _named(ax, strips):
    labels = [ACTIVATIONS[ours].label for _, _, ours in strips]
    datasets = [dataset for dataset, _, _ in strips]
    first = [at for at, dataset in enumerate(datasets) if datasets.index(dataset) == at]
    ax.set_yticks(
        range(len(strips)),
        [
            f"{DATASETS[datasets[at]].label}　{label}" if at in first else label
            for at, label in enumerate(labels)
        ],
    )
    ax.set_ylim(len(strips) - 0.4, -0.6)
    for panel in ax.figure.axes:
        for at in first[1:]:
            panel.axhline(at - 0.5, color="0.75", linewidth=0.6)
