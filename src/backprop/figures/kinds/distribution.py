"""What each seed of an experiment reached."""

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.sources import JOB
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "replicas", "accuracy")


def draw(args):
    """Held-out soft accuracy of all seeds by activation, with mean, interval and the original's number."""
    confidence = args.config["evaluation"]["confidence"]
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
    figure = _drawn(replicas, accuracy, confidence)
    if panels.crowded(_drawn(replicas, accuracy, confidence)):
        for ax in figure.axes:
            ax.tick_params(axis="x", rotation=90)
    return figure


def _drawn(replicas, accuracy, confidence):
    datasets = accuracy["dataset"].unique()
    figure = style.figure(8.5)
    axes = figure.subplots(1, len(datasets), squeeze=False)[0]
    for ax, dataset in zip(axes, datasets, strict=True):
        groups = {}
        for row in accuracy[accuracy["dataset"] == dataset].to_dict("records"):
            chosen = (replicas["dataset"] == dataset) & (replicas["activation"] == row["activation"])
            values = replicas.loc[chosen, "held_out_soft"].dropna().to_numpy()
            name = ACTIVATIONS[row["activation"]].label + (
                f"\n{row['diverged']} 個發散" if row["diverged"] else ""
            )
            parts = {"mean": row["soft"], "half_width": row["soft_half_width"], "reference": row["original"]}
            groups[name] = {"values": values, **parts}
        legend = panels.spread(ax, groups, style.series(len(groups)))
        ax.set_title(DATASETS[dataset].label)
    axes[0].set_ylabel("held-out 軟準確率（%）")
    names = [name.replace("區間", f" {digits.exact(100 * confidence)} % 區間") for name in legend]
    figure.legend(legend.values(), names, loc="outside lower center", ncols=len(legend))
    return figure
