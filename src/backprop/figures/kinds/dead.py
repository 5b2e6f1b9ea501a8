"""Dead units against accuracy."""

from matplotlib.lines import Line2D

from backprop.evaluation import frames
from backprop.figures import findings, marks, panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style

OPTIONS = ("experiment", "replicas")
#: Those of ours that are shown whether units died or not: one whose units can die, and the remedy for it.
SHOWN = {"relu", "leaky_relu"}


def draw(args):
    """Share of dead units in the last hidden layer against held-out accuracy, a point for each seed."""
    numbers = ["seed", "diverged", "dead_units", "held_out_hard"]
    table = frames.read(args.replicas, names=JOB, numbers=numbers)
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.replicas}: no experiment {args.experiment!r}; train it, or draw another one")
    return draw_dead(table)


def draw_dead(table):
    """Draw a panel for each dataset, Chessboard first, with the activations of which units died or might.

    Where there is none of them, all are shown.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas of one experiment; those that diverged have neither dead units nor accuracy.
    """
    shown = SHOWN | set(table.loc[table["dead_units"] > 0, "activation"])
    names = list(table["activation"].unique())
    activations = [name for name in names if name in shown] or names
    datasets = sorted(table["dataset"].unique(), key=lambda name: name != "chessboard")
    figure = style.figure(8.6)
    axes = figure.subplots(1, len(datasets), squeeze=False, sharex=True, sharey=True)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        _panel(ax, table[table["dataset"] == dataset], activations)
    marks.entitle(axes, [DATASETS[dataset].label for dataset in datasets])
    axes[0].set_ylabel("測試硬準確率（%）")
    for formatted in (axes[0].xaxis, axes[0].yaxis):
        formatted.set_major_formatter(panels.PERCENT)
    axes[0].set_xlim(-0.05, 1.05)
    handles = [Line2D([], [], **marks.form(name) | {"linestyle": ""}) for name in activations]
    names = [ACTIVATIONS[name].label for name in activations]
    figure.legend(handles, names, loc="outside lower center", ncols=len(names))
    findings.write(figure, finding(table, activations))
    return figure


def finding(table, activations):
    """Return in words how many networks of each activation have dead units."""
    said = []
    for name in activations:
        units = table.loc[table["activation"] == name, "dead_units"].dropna()
        words = findings.of(len(units), (units > 0).sum()) if len(units) else "全部發散"
        said.append(f"{ACTIVATIONS[name].label} {words}")
    return f"有壞死單元的網路：{'，'.join(said)}"


def _panel(ax, rows, activations):
    # A point for each network; below, in words, the many that lie on one another, and the lost.
    words = ["最後一個隱藏層中壞死的單元（%）"]
    for name in activations:
        form = marks.form(name)
        own = rows[rows["activation"] == name]
        kept = own.dropna(subset=["dead_units", "held_out_hard"])
        look = {
            "marker": form["marker"],
            "color": form["color"],
            "markersize": 4.5,
            "markeredgewidth": 0.4,
            "markeredgecolor": "white",
        }
        for units, hard, gid in zip(
            kept["dead_units"], kept["held_out_hard"], marks.names(kept), strict=True
        ):
            marks.dot(ax, units, hard, look, gid)
        none = (kept["dead_units"] == 0).sum()
        lost = len(own) - len(kept)
        words.append(
            f"{ACTIVATIONS[name].label}：{none} 個沒有壞死單元" + (f"，{lost} 個發散" if lost else "")
        )
    ax.set_xlabel("\n".join(words), linespacing=marks.LINE_SPACING)
    ax.grid(visible=True)
