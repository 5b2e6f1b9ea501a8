"""What reaches each layer at the start: the signal on its way forward, the gradient on its way back."""

import numpy as np
from matplotlib.ticker import NullLocator

from backprop.evaluation import frames
from backprop.figures import findings, labels, marks
from backprop.figures.sources import JOB, rows_of
from backprop.registry import ACTIVATIONS, DATASETS
from shilu.errors import UserError
from shilu.figures import style
from shilu.values import digits

OPTIONS = ("experiment", "dataset", "replicas")
#: What is shown of each layer, from the top; what its axis says; and between which layers it is compared:
#: the column of the replicas that has the ratio, and its words.
SHOWN = {
    "signal": ("訓練前訊號的標準差", "signal_ratio", "第 {before} 層是第 1 層的"),
    "gradient": ("第一次測量時梯度的範數", "gradient_ratio", "第 1 層是輸出層的"),
}
#: Kaiming's initialisation, on and off: how it is drawn.
FORMS = {
    True: {"color": "black", "linestyle": "-", "marker": "o", "label": "開"},
    False: {
        "color": "0.45",
        "linestyle": (0, (4, 1.5)),
        "marker": "s",
        "markerfacecolor": "white",
        "label": "關",
    },
}


def draw(args):
    """Signal and gradient in each layer at the start, with and without Kaiming's initialisation."""
    found = frames.read(args.replicas, names=[*JOB, "kaiming"])
    layers = sum(f"signal_{layer}" in found for layer in range(1, found.shape[1]))
    columns = [f"{name}_{layer}" for name in SHOWN for layer in range(1, layers + 1)]
    ratios = [ratio for _, ratio, _ in SHOWN.values()]
    table = frames.read(
        args.replicas, names=[*JOB, "kaiming"], numbers=["seed", "diverged", *columns, *ratios]
    )
    table = rows_of(args.replicas, table, [args.experiment])
    table = table[table["dataset"] == args.dataset]
    if table.duplicated([*JOB, "kaiming", "seed"]).any():
        raise UserError(f"{args.replicas}: {args.experiment} varies more than kaiming; draw another one")
    return draw_signals(table, layers)


def draw_signals(table, layers):
    """Draw a column for each activation: signals above, gradients below.

    Parameters
    ----------
    table : pandas.DataFrame
        Replicas of one experiment on one dataset, with ``kaiming`` and, for each layer, ``signal_1``,
        ``gradient_1``, …; those that diverged have no gradients.
    layers : int
    """
    activations = list(table["activation"].unique())
    figure = style.figure(12.2)
    axes = figure.subplots(len(SHOWN), len(activations), squeeze=False, sharex=True, sharey="row")
    for column, activation in zip(axes.T, activations, strict=True):
        rows = table[table["activation"] == activation]
        for ax, name in zip(column, SHOWN, strict=True):
            _panel(ax, rows, name, layers)
    marks.entitle(axes.flat, [ACTIVATIONS[name].label for name in activations] * len(SHOWN))
    for row, (label, *_) in zip(axes, SHOWN.values(), strict=True):
        row[0].set_ylabel(f"{label}\n（對數刻度）", linespacing=marks.LINE_SPACING)
        row[0].set_yscale("log")
        row[0].yaxis.set_minor_locator(NullLocator())
    names = [*map(str, range(1, layers)), "輸出"]
    axes[0, 0].set_xticks(range(1, layers + 1), names)
    where = DATASETS[table["dataset"].iloc[0]].label
    figure.supxlabel(f"{where}，由輸入往輸出的各層；「開」與「關」是 Kaiming 初始化", fontsize=style.TEXT)
    findings.write(figure, finding(table, layers))
    labels.spread(figure)
    return figure


def finding(table, layers):
    """Return in words which activation and initialisation lose most of the signal and of the gradient."""
    before = {"signal": (layers - 1, "訊號", "第 1 層"), "gradient": (1, "梯度", "輸出層")}
    said = []
    for name, (_, ratio, _) in SHOWN.items():
        medians = table.groupby(["activation", "kaiming"], sort=False)[ratio].median().to_dict()
        if least := findings.extremes(medians, min):
            layer, what, other = before[name]
            who = [
                f"{ACTIVATIONS[activation].label}（{FORMS[kaiming]['label']}）"
                for activation, kaiming in least
            ]
            part = f"是{other}的 {_short(medians[least[0]])} 倍"
            said.append(f"到第 {layer} 層最弱的{what}：{findings.listed(who)}，中位數{part}")
    return "；".join(said) if said else "沒有網路留下可以比較的訊號或梯度"


def _panel(ax, rows, name, layers):
    # A thin line for each seed and a thick one for their median; below, its ratio, and what has no place.
    _, ratio, words = SHOWN[name]
    ratios, zeros, lost = [], 0, 0
    for kaiming, form in FORMS.items():
        own = rows[rows["kaiming"] == kaiming]
        seen = own[[f"{name}_{layer}" for layer in range(1, layers + 1)]].to_numpy(float)
        kept = np.isfinite(seen).all(axis=1)
        lost += np.count_nonzero(~kept)
        if not kept.any():
            continue
        zeros += np.count_nonzero((seen[kept] == 0).any(axis=1))
        look = {key: form[key] for key in ("color", "linestyle")}
        places = np.arange(1, layers + 1)
        for gid, values in zip(marks.names(own[kept], kaiming=kaiming), _positive(seen[kept]), strict=True):
            ax.plot(places, values, **look | marks.THIN, alpha=0.35, gid=f"{gid}/{name}")
        medians = np.median(seen[kept], axis=0)
        gid = f"{marks.name(*own[JOB].iloc[0], kaiming=kaiming)}/{name}/median"
        (line,) = ax.plot(places, _positive(medians), **{**form, "linewidth": 1.8}, zorder=3, gid=gid)
        labels.at_end(ax, line, form["label"])
        ratios.append(f"{form['label']} {_short(own.loc[kept, ratio].median())} 倍")
    said = [words.format(before=layers - 1), "，".join(ratios)] if ratios else []
    said += [f"{zeros} 個網路有梯度為 0 的層"] if zeros else []
    said += [marks.lost(lost)] if lost else []
    ax.set_xlabel("\n".join(said), linespacing=marks.LINE_SPACING)
    ax.grid(visible=True, axis="y")


def _positive(values):
    # A logarithmic axis has no place for zero, and a tiny number in its stead would be no measurement.
    return np.where(values > 0, values, np.nan)


def _short(number):
    return digits.exact(float(f"{number:.2g}"))
