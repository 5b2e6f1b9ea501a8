"""Stage: the settings as a table, a row for each entry of the config, which the prose binds like results."""

import argparse
from itertools import pairwise

import pandas as pd

from backprop import registry
from backprop.evaluation import fields
from backprop.study import config as study
from backprop.study import conventions
from backprop.trainer.stack import layer_sizes
from shilu.errors import command

#: Part of a name to what the report calls it, and its unit.
TITLES = {
    "author": ("作者", ""),
    "hidden": ("隱藏層的單元數", ""),
    "inputs": ("輸入數", ""),
    "outputs": ("輸出數", ""),
    "parameters": ("參數總數", ""),
    "datasets": ("資料集", ""),
    "activations": ("激活函數", ""),
    "first_seed": ("第一個種子", ""),
    "seeds": ("種子數", "seed"),
    "train": ("訓練點數", ""),
    "held_out": ("保留資料點數", ""),
    "sample": ("樣本", ""),
    "loss": ("損失函數", ""),
    "batch": ("批次大小", ""),
    "order": ("樣本的順序", ""),
    "epochs": ("訓練週期數", "epoch"),
    "checkpoints": ("測量次數", ""),
    "learning_rate": ("學習率", ""),
    "momentum": ("動量", ""),
    "weight_decay": ("權重衰減", ""),
    "kaiming": ("Kaiming 初始化", ""),
    "collapsed": ("視為崩潰的硬準確率上限", "fraction"),
    "reached": ("視為達標的硬準確率下限", "fraction"),
    "confidence": ("區間的信賴水準", "fraction"),
    "constant_span": ("視為常數輸出的最大全距", ""),
    "most_dead": ("視為壞死的單元比例下限", "fraction"),
    "late_drop": ("視為後期退步的落差", "fraction"),
    "smoothed": ("判斷後期退步時取中位數的測量次數", ""),
    "unsure": ("視為不確定的輸出與兩個標籤的最小距離", ""),
    "border_distance": ("測量 XOR 邊界處與中心的距離", ""),
    "saturated": ("視為飽和的加權和下限", ""),
    "levels": ("設定組合數", ""),
    "networks": ("訓練的網路數", ""),
    "count": ("個數", ""),
}


def settings(config):
    """Return every setting of the config but its results folder, and what follows from it, by dotted name.

    A list is given joined, as numbered entries from 1 (``network.hidden.1``) and as ``….count``; names of
    datasets and activations are joined by what the report calls them.  So is a setting that differs between
    activations.

    Parameters
    ----------
    config : dict

    Returns
    -------
    pandas.DataFrame
        Columns name, value, unit and title; values are text.
    """
    rows = []
    study_config = {key: value for key, value in config.items() if key not in ("results", "own")}
    titles = TITLES | {name: (label, "") for name, label in registry.labels().items()}
    for name, value in _flat({**study_config, **_derived(config)}):
        known = [titles[part] for part in name.split(".") if part in titles]
        unit = next((unit for _, unit in reversed(known) if unit), "")
        title = "・".join(label for label, _ in known) or name
        rows.append(
            {"name": name, "value": value, "unit": "" if name.endswith(".count") else unit, "title": title}
        )
    return pd.DataFrame(rows)


def _flat(node, prefix=""):
    if isinstance(node, dict):
        if node.keys() <= registry.ACTIVATIONS.keys():
            yield prefix, _of_each(node)
        for key, value in node.items():
            yield from _flat(value, f"{prefix}.{key}" if prefix else key)
    elif isinstance(node, list):
        labels = registry.labels()
        yield prefix, "、".join(labels.get(entry, _text(entry)) for entry in node)
        yield f"{prefix}.count", str(len(node))
        for number, entry in enumerate(node, start=1):
            yield from _flat(entry, f"{prefix}.{number}")
    else:
        yield prefix, _text(node)


def _of_each(node):
    # Equal values are named once, in the order of the registry.
    alike = {}
    for key in (*registry.ACTIVATIONS, *registry.ACTIVATIONS.variants):
        if key in node:
            text = conventions.SWITCH.get(_text(node[key]), _text(node[key]))
            alike.setdefault(text, []).append(registry.ACTIVATIONS[key].label)
    return "；".join(f"{text}（{'、'.join(names)}）" for text, names in alike.items())


def _text(value):
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _derived(config):
    # What the prose needs and the config implies; the same names, one level deeper or beside.
    sizes = layer_sizes(config["network"]["hidden"])
    experiments = {}
    for name, experiment in config["experiments"].items():
        jobs = [activation for job, _, activation in study.jobs(config) if job == name]
        levels = {activation: len(study.levels(experiment, activation)) for activation in jobs}
        networks = experiment["seeds"] * sum(levels[activation] for activation in jobs)
        alike = len(set(levels.values())) == 1
        shown = next(iter(levels.values())) if alike else levels
        experiments[name] = {**experiment, "levels": shown, "networks": networks}
    return {
        "network": {
            **config["network"],
            "inputs": sizes[0],
            "outputs": sizes[-1],
            "parameters": sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes)),
        },
        "experiments": experiments,
        "evaluation": {
            **config["evaluation"],
            "constant_span": conventions.CONSTANT_SPAN,
            "most_dead": conventions.MOST_DEAD,
            "late_drop": conventions.DROP,
            "smoothed": conventions.SMOOTHED,
            "unsure": conventions.UNSURE,
            "border_distance": conventions.BORDER_DISTANCE,
            "saturated": conventions.SATURATED,
        },
        "networks": sum(experiment["networks"] for experiment in experiments.values()),
    }


@command
def main(argv=None):
    """Run ``python -m backprop.stages.settings_table``."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.settings_table", description=__doc__)
    parser.add_argument("--config", required=True, help="resolved config (config.json)")
    parser.add_argument("--output", required=True, help="CSV file to write, its schema beside it")
    args = parser.parse_args(argv)
    fields.write(args.output, settings(study.read(args.config)), key=["name"])


if __name__ == "__main__":
    main()
