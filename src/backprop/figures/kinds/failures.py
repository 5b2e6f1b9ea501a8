"""In which way networks failed."""

from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES
from backprop.figures import findings, marks
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style

OPTIONS = ("experiment", "failures")
#: How each way is filled: from dark to light, and hatched in turn, so that neighbours differ without colour.
FORMS = dict(
    zip(
        MODES,
        (
            {"facecolor": "#000000"},
            {"facecolor": "#4B2A5E"},
            {"facecolor": "#0072B2", "hatch": "//"},
            {"facecolor": "#D5691E"},
            {"facecolor": "#E69F00", "hatch": "\\\\"},
            {"facecolor": "#BFD7E6"},
            {"facecolor": "#F2F2F2"},
        ),
        strict=True,
    )
)


def draw(args):
    """How many networks failed in which way, by dataset and activation."""
    table = frames.read(args.failures, names=[*JOB, "failure"], numbers=["networks"])
    table = table[table["experiment"] == args.experiment]
    if table.empty:
        raise UserError(f"{args.failures}: no experiment {args.experiment!r}; give one with a single level")
    return draw_failures(table)


def draw_failures(table):
    """Draw a bar for each activation, divided by the way of failure; a panel for each dataset.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `evaluation.failures.failures_table` of one experiment.
    """
    datasets, activations = (list(table[name].unique()) for name in ("dataset", "activation"))
    figure = style.figure(2.6 + 0.75 * len(activations))
    axes = figure.subplots(1, len(datasets), squeeze=False, sharey=True)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        _bars(ax, table[table["dataset"] == dataset], activations)
    marks.entitle(axes, [DATASETS[dataset].label for dataset in datasets])
    axes[0].set_yticks(range(len(activations)), [ACTIVATIONS[name].label for name in activations])
    axes[0].invert_yaxis()
    occur = [mode for mode in MODES if table.loc[table["failure"] == mode, "networks"].any()]
    parts = [Patch(edgecolor="white", linewidth=0.5, **FORMS[mode]) for mode in occur]
    names = [MODES[mode] for mode in occur]
    figure.legend(parts, names, loc="outside lower center", ncols=len(occur), columnspacing=1.2)
    findings.write(figure, finding(table))
    return figure


def finding(table):
    """Return in words how many networks arrived, and what became of most of the others."""
    counts = table.groupby("failure")["networks"].sum()
    total, arrived = int(counts.sum()), int(counts.get("none", 0))
    if arrived == total:
        return f"{total} 個網路全部達標"
    others = counts.drop("none", errors="ignore").to_dict()
    most = findings.extremes(others, max)
    names = findings.listed([f"「{MODES[mode]}」" for mode in MODES if mode in most])
    each = "各 " if len(most) > 1 else ""
    return f"{total} 個網路中 {arrived} 個達標，其餘最多的是{names}（{each}{int(others[most[0]])} 個）"


def _bars(ax, rows, activations):
    # The parts of each bar in the order of `MODES`, with their numbers.
    counts = rows.set_index(["activation", "failure"])["networks"]
    for at, activation in enumerate(activations):
        left = 0
        for mode, form in FORMS.items():
            if not (width := int(counts.get((activation, mode), 0))):
                continue
            gid = f"{marks.name(*rows[JOB[:2]].iloc[0], activation)}/failure={mode}"
            ax.barh(at, width, left=left, height=0.72, edgecolor="white", linewidth=0.5, gid=gid, **form)
            dark = sum(to_rgb(form["facecolor"])) < 1.5
            box = {"edgecolor": "none", "facecolor": form["facecolor"], "pad": 0.8}
            text = {"ha": "center", "va": "center", "fontsize": style.SMALL, "bbox": box}
            ax.text(left + width / 2, at, width, color="white" if dark else "black", **text)
            left += width
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, rows.groupby("activation")["networks"].sum().max())
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.set_xlabel("網路數")
