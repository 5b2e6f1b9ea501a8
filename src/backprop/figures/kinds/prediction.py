"""Truth and prediction side by side, for one dataset and activation."""

import numpy as np

from backprop.evaluation import frames
from backprop.figures import panels
from backprop.figures.outputs import network, over_square
from backprop.figures.sources import JOB, data_of, percent, run_of
from backprop.registry import ACTIVATIONS
from backprop.study import seeds
from shilu.figures import style

OPTIONS = ("experiment", "dataset", "activation", "results", "shown")
#: Cells along each side of the unit square at which the output is evaluated.
CELLS = 240
#: Held-out points that a panel shows: more would hide the colours behind them.
POINTS = 300
#: The report shows a prediction in a column of a table, about this wide.
PREDICTION_CM = (12.0, 7.2)


def draw(args):
    """Truth and prediction side by side, for one dataset and activation."""
    config = args.config
    accuracies = ["soft", "soft_half_width", "hard", "hard_half_width"]
    shown = frames.read(args.shown, names=JOB, numbers=["seed", "replica", *accuracies])
    job = (args.experiment, args.dataset, args.activation)
    settings, run = run_of(config, args.results, job)
    data = data_of(config, args.results, job, settings)

    # Where all seeds have diverged there is none to show, but the truth of the first one.
    row = next(iter(shown[(shown[JOB] == list(job)).all(axis=1)].to_dict("records")), None)
    x, y = (
        data[f"held_out_{name}"][seeds.row(row["seed"], settings["sample"]) if row else 0] for name in "xy"
    )
    drawn = np.random.default_rng(0).choice(len(y), min(POINTS, len(y)), replace=False)
    outputs = network(run, row["replica"], settings) if row else None
    figure = draw_prediction(args.dataset, outputs, x[drawn], y[drawn])
    title = "所有種子的訓練都發散"
    if row:
        soft, hard = (percent(row[name], row[f"{name}_half_width"]) for name in ("soft", "hard"))
        title = f"種子 {row['seed']}（軟準確率居中）：軟準確率 {soft} %，硬準確率 {hard} %"
    points = f"圖中的點是 {len(y)} 個 held-out 樣本中的 {len(drawn)} 個"
    figure.suptitle(f"{ACTIVATIONS[job[2]].label}，{title}\n{points}", fontsize=style.TEXT)
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
    image, border = panels.output(guess, over_square(outputs, CELLS))
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
