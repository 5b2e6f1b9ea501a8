"""The outcome of a search over momentum and initialisation."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import findings, marks, panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "grid")
#: Where the colours begin: chance.  Below it they are all the same.
LOW = 0.5


def draw(args):
    """Median held-out accuracy, and how many seeds were lost, by momentum and initialisation."""
    numbers = ["momentum", "hard_median", "collapsed", "diverged", "seeds"]
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
    """Draw heat maps, datasets down and activations across, momentum across in each.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each cell: ``hard_median`` (a fraction; NaN where all diverged), and of its ``seeds`` how
        many ``collapsed`` and ``diverged``.
    """
    datasets, activations = (table[name].unique() for name in ("dataset", "activation"))
    levels = sorted(table["kaiming"].unique(), reverse=True), sorted(table["momentum"].unique())
    figure = style.figure(3.0 + 2.6 * len(datasets))
    axes = figure.subplots(len(datasets), len(activations), squeeze=False, sharex=True, sharey=True)
    for (row, column), ax in np.ndenumerate(axes):
        chosen = (table["dataset"] == datasets[row]) & (table["activation"] == activations[column])
        image = _heat_map(ax, table[chosen], *levels)
    axes[0, 0].set_yticks(range(len(levels[0])), ["開" if kaiming else "關" for kaiming in levels[0]])
    axes[0, 0].set_xticks(range(len(levels[1])), [digits.exact(momentum) for momentum in levels[1]])
    for ax, activation in zip(axes[0], activations, strict=True):
        ax.set_title(ACTIVATIONS[activation].label)
    for row, dataset in zip(axes, datasets, strict=True):
        row[0].set_ylabel("Kaiming")
        beside = {"transform": row[-1].transAxes, "rotation": 270, "va": "center", "fontsize": style.TITLE}
        row[-1].text(1.02, 0.5, DATASETS[dataset].label, **beside)
    seeds = "／".join(str(count) for count in sorted(table["seeds"].unique()))
    figure.supxlabel(f"動量；格內右上角的數字：{seeds} 個種子中崩潰或發散的個數", fontsize=style.TEXT)
    scale = {"format": panels.PERCENT, "extend": "min", "shrink": 0.9, "pad": 0.01}
    figure.colorbar(image, ax=axes, label="測試硬準確率的中位數（%）", **scale)
    findings.write(figure, finding(table))
    return figure


def finding(table):
    """Return in words how many networks were lost, and at which momentum most of them."""
    lost = table["collapsed"].fillna(0) + table["diverged"].fillna(0)
    total, networks = int(lost.sum()), int(table["seeds"].sum())
    by = lost.groupby(table["momentum"]).sum().to_dict()
    most = findings.extremes(by, max)
    words = f"{networks} 個網路中 {total} 個崩潰或發散"
    if not total or len(by) == 1:
        return words
    if len(most) == len(by):
        return f"{words}，各個動量一樣多"
    each = "各 " if len(most) > 1 else ""
    names = findings.listed([digits.exact(level) for level in most])
    return f"{words}，最多的是動量 {names}（{each}{int(by[most[0]])} 個）"


def _heat_map(ax, cells, initial, momenta):
    # A colour and a number for each cell; in its corner the seeds that were lost, where there are any.
    values = np.full((len(initial), len(momenta)), np.nan)
    image = ax.imshow(values, cmap=style.OUTPUT_COLOURS, vmin=LOW, vmax=1, aspect="auto")
    for cell in cells.to_dict("records"):
        row, column = initial.index(cell["kaiming"]), momenta.index(cell["momentum"])
        values[row, column] = median = cell["hard_median"]
        text = "發散" if np.isnan(median) else digits.show(100 * median, 1)
        colour = "white" if image.norm(median) < 0.5 else "black"
        gid = marks.name(*(cell[name] for name in JOB), kaiming=cell["kaiming"], momentum=cell["momentum"])
        centred = {"ha": "center", "va": "center", "fontsize": style.SMALL}
        ax.text(column, row + 0.1, text, color=colour, gid=gid, **centred)
        if lost := int(cell["collapsed"] + cell["diverged"]):
            box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"}
            ax.text(column + 0.36, row - 0.32, lost, color=style.ACCENT, bbox=box, **centred)
    image.set_data(values)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return image
