"""Every network of an experiment on one dataset, small: the worst to the best of each activation."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import marks
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, experiment_of, run_of
from backprop.registry import ACTIVATIONS
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "dataset", "results", "replicas")
#: Cells along each side of a thumbnail, and the white ones between two.
CELLS, GAP = 32, 3
#: So many networks of a row are still told apart; of more, every so-manieth is shown.
MOST = 20


def draw(args):
    """Outputs over the square of every network of an experiment on one dataset."""
    experiment_of(args.config, args.experiment)
    replicas = frames.read(args.replicas, names=JOB, numbers=["seed", "replica", "held_out_soft"])
    chosen = (replicas["experiment"] == args.experiment) & (replicas["dataset"] == args.dataset)
    rows = {}
    for activation, group in replicas[chosen].groupby("activation", sort=False):
        ranked = group.dropna(subset="held_out_soft").sort_values("held_out_soft", kind="stable")
        settings, run = run_of(args.config, args.results, (args.experiment, args.dataset, activation))
        rows[activation] = {
            "squares": [
                over_square(network(run, replica, settings), CELLS)
                for replica in spaced(ranked["replica"].to_numpy())
            ],
            "accuracies": ranked["held_out_soft"].to_numpy(),
            "diverged": len(group) - len(ranked),
        }
    return draw_gallery(rows, marks.name(args.experiment, args.dataset))


def spaced(ranked):
    """Return at most `MOST` of `ranked` (n,), evenly spaced, the first and the last among them."""
    count = min(MOST, len(ranked))
    return ranked[np.linspace(0, len(ranked) - 1, count).round().astype(int)] if count else ranked


def draw_gallery(rows, gid):
    """Draw a row of thumbnails for each activation.

    Parameters
    ----------
    rows : dict of str to dict
        By activation: ``squares``, outputs (cell, cell) of each network, from the worst to the best;
        ``accuracies`` (network,), ascending; ``diverged``, how many are not among them.
    gid : str
        What the networks of all rows have in common; each row's own has the activation behind it.
    """
    figure = style.figure(0.3 + 0.88 * len(rows))
    axes = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
    for ax, (activation, row) in zip(axes, rows.items(), strict=True):
        ax.set_axis_off()
        label = ACTIVATIONS[activation].label
        ax.text(-0.01, 0.5, label, transform=ax.transAxes, ha="right", va="center", fontsize=style.TEXT)
        if row["squares"]:
            ax.imshow(strip(row["squares"]), cmap=style.OUTPUT_COLOURS, vmin=0, vmax=1).set_gid(
                f"{gid}/{activation}"
            )
            worst, best = (percent(row["accuracies"][at]) for at in (0, -1))
            ends = [f"{worst} 到 {best} %"]
        else:
            ends = []
        ends += [marks.lost(row["diverged"])] if row["diverged"] else []
        ax.text(1.01, 0.5, "\n".join(ends), transform=ax.transAxes, va="center", fontsize=style.SMALL)
    return figure


def strip(squares):
    """Return the squares (cell, cell) side by side, upright, with white between them, as one image."""
    white = np.full((CELLS, GAP), np.nan)
    parts = [part for square in squares for part in (np.flipud(square), white)]
    return np.ma.masked_invalid(np.hstack(parts[:-1]))


def percent(accuracy):
    """Return an accuracy in percent with one decimal."""
    return digits.show(100 * accuracy, 1)
