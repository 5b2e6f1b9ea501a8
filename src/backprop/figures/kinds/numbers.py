"""The original's numbers among the seeds: a strip for each, a panel for each reading of its settings."""

from matplotlib.lines import Line2D

from backprop.evaluation import frames
from backprop.evaluation.readings import POINTS, READINGS, VERDICTS
from backprop.figures import error_axis, findings, marks
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
    figure = style.figure(3.6 + 0.52 * len(strips))
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
    for ax in axes:
        ax.set_xlabel("軟準確率（%），愈右愈好")
    seed = Line2D([], [], color="0.4", marker="o", linestyle="", markersize=3, label="一個種子")
    form = {"marker": "D", "linestyle": "", "markersize": 5, "markeredgecolor": style.ACCENT}
    originals = [
        Line2D([], [], **form, markerfacecolor=fill, label=label) for fill, label in ORIGINAL.values()
    ]
    figure.legend(handles=[seed, *originals], loc="outside lower center", ncols=3)
    findings.write(figure, finding(panels))
    return figure


def finding(panels):
    """Return in words how many of the original's numbers that a panel shows are among the seeds."""
    said = []
    for host, entries in panels.items():
        verdicts = [verdict for _, rows in entries for verdict in rows["verdict"] if verdict in VERDICTS]
        words = findings.of(len(verdicts), verdicts.count("inside")) if verdicts else "全部發散"
        said.append(f"{READINGS[host].label} {words}")
    return f"原報告的數字落在種子範圍裡的：{'，'.join(said)}"


def _strip(ax, strips, reading, row, replicas):
    experiment, ours = ours_of(reading, row["activation"])
    at = strips.index((row["dataset"], row["activation"], ours))
    chosen = replicas[
        (replicas["experiment"] == experiment)
        & (replicas["dataset"] == row["dataset"])
        & (replicas["activation"] == ours)
    ]
    soft = f"{READINGS[reading].points}_soft"
    kept = chosen.dropna(subset=soft)
    accuracies = kept[soft].to_numpy()
    error_axis.dots(ax, at, accuracies, marks.form(ours), marks.names(kept))
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
