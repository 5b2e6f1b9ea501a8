"""The columns of the tables, described once: header, type, unit, decimals, and what their intervals mean."""

from pathlib import Path

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES
from backprop.evaluation.readings import POINTS, READINGS, VERDICTS
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study.conventions import ORDERS, SIDES, SWITCH
from shilu.files import write_json

#: Column to header, type and unit.
COLUMNS = {
    "experiment": ("實驗", "string", None),
    "dataset": ("資料集", "string", None),
    "activation": ("激活函數", "string", None),
    "level": ("設定", "string", None),
    "learning_rate": ("學習率", "number", None),
    "momentum": ("動量", "number", None),
    "weight_decay": ("權重衰減", "number", None),
    "kaiming": ("Kaiming 初始化", "boolean", None),
    "soft": ("平均軟準確率", "number", "fraction"),
    "hard": ("平均硬準確率", "number", "fraction"),
    "soft_median": ("軟準確率中位數", "number", "fraction"),
    "hard_median": ("硬準確率中位數", "number", "fraction"),
    "hard_worst": ("最差的硬準確率", "number", "fraction"),
    "hard_sd": ("硬準確率的標準差", "number", "fraction"),
    "hard_deviation": ("硬準確率的絕對中位差", "number", "fraction"),
    "train_soft": ("訓練資料的平均軟準確率", "number", "fraction"),
    "train_hard": ("訓練資料的平均硬準確率", "number", "fraction"),
    "train_true_hard": ("訓練資料對真實標籤的平均硬準確率", "number", "fraction"),
    "gap": ("差距", "number", "fraction"),
    "epochs_to_reach": ("達標所需週期的中位數", "number", "epoch"),
    "reached": ("曾達標的種子數", "integer", "seed"),
    "epochs_to_leave": ("離開亂猜所需週期的中位數", "number", "epoch"),
    "left": ("離開亂猜的種子數", "integer", "seed"),
    "train_points": ("訓練點數", "integer", None),
    "held_out_points": ("測試點數", "integer", None),
    "epochs": ("訓練週期", "integer", "epoch"),
    "failure": ("失敗型態", "string", None),
    "side": ("邊界", "string", None),
    "width": ("邊界寬度的中位數", "number", None),
    "collapsed": ("崩潰的網路數", "integer", None),
    "diverged": ("發散的網路數", "integer", None),
    "seeds": ("種子數", "integer", "seed"),
    "original": ("原報告", "number", "fraction"),
    "difference": ("與原報告的差", "number", "fraction"),
    "at_most_original": ("不高於原報告的種子數", "integer", "seed"),
    "reading": ("解讀", "string", None),
    "points": ("準確率取自", "string", None),
    "lowest": ("最低", "number", "fraction"),
    "median": ("中位數", "number", "fraction"),
    "highest": ("最高", "number", "fraction"),
    "verdict": ("原報告的數字", "string", None),
    "verdict_held_out": ("對照測試資料", "string", None),
    "cells": ("數字", "integer", None),
    "inside": ("落在範圍內", "integer", None),
    "above": ("高於所有種子", "integer", None),
    "below": ("低於所有種子", "integer", None),
    "inside_held_out": ("對照測試資料時落在範圍內", "integer", None),
    "races": ("比賽場數", "integer", None),
    "original_order": ("名次與原報告相同的場數", "integer", None),
    "agree_order": ("兩個種子名次全同的機率", "number", "fraction"),
    "agree_winner": ("兩個種子冠軍相同的機率", "number", "fraction"),
    "chance_winner": ("純靠運氣時冠軍相同的機率", "number", "fraction"),
    "best": ("中位數最高的激活函數", "string", None),
    "worst": ("中位數最低的激活函數", "string", None),
    "activations": ("激活函數的數目", "integer", None),
    "networks": ("網路數", "integer", None),
    "seed": ("種子", "integer", None),
    "run": ("訓練結果檔", "string", None),
    "replica": ("檔內的列", "integer", None),
    "name": ("名稱", "string", None),
    "title": ("說明", "string", None),
    "value": ("值", "any", None),
    "unit": ("單位", "string", None),
}
#: Where a column of a table is something else than in the others.
OF_TABLE = {
    "shown": {
        "soft": ("這個網路的軟準確率", "number", "fraction"),
        "hard": ("這個網路的硬準確率", "number", "fraction"),
    },
    "accuracy": {"gap": ("訓練資料（真實標籤）與測試資料的硬準確率差", "number", "fraction")},
    "dataset": {"gap": ("最高與最低的軟準確率中位數之差", "number", "fraction")},
}
OF_TABLE["grid"] = OF_TABLE["accuracy"]
#: The only meaning of an interval around a mean, a median, and a number of a single network.
MEAN = "±：平均值的信賴區間（Student t）的半寬，來自種子之間的差異"
MEDIAN = "區間：中位數的信賴區間（次序統計量），來自種子之間的差異"
NETWORK = "區間：單一網路的信賴區間，來自有限的測試點數；軟準確率用 Student t，硬準確率用 Wilson"
#: Decimals of fractions and widths that have no interval, as the original has, and of those that bear fewer.
DECIMALS = {"number": 4, "hard_worst": 3, "agree_order": 2, "agree_winner": 2}
DECIMALS["chance_winner"] = 2
#: What stands behind a column for the columns of its interval, and how the header says it.
ENDS = {"_half_width": "的區間半寬", "_low": "的區間下限", "_high": "的區間上限"}


def labels():
    """Return what to show for the keys that stand in some columns: dict of column to dict of key to label."""
    activations, datasets = ACTIVATIONS.labels(), DATASETS.labels()
    losses = {name: one.label for name, one in LOSSES.items()}
    return {
        "activation": activations,
        "best": activations,
        "worst": activations,
        "failure": MODES,
        "side": SIDES,
        "reading": {name: reading.label for name, reading in READINGS.items()},
        "points": POINTS,
        "verdict": VERDICTS,
        "verdict_held_out": VERDICTS,
        "kaiming": SWITCH,
        "dataset": datasets,
        "value": {**activations, **datasets, **losses, **ORDERS, **SWITCH},
    }


def schema(columns, key, table="", titles=None):
    """Return the Frictionless Table Schema of a table.

    Parameters
    ----------
    columns : iterable of str
        Keys of `COLUMNS`; and for some of them ``<column>_half_width``, or ``<column>_low`` and
        ``<column>_high``.
    key : list of str
        The columns that together name a row.
    table : str, optional
        Its name.
    titles : dict of str to str, optional
        What the report calls each experiment.

    Returns
    -------
    dict
        ``uncertainty`` of a field is the column with its half-width or the two with the ends of its interval,
        ``description`` what the interval means, ``labels`` what to show for its keys.
    """
    columns = list(columns)
    shown = labels() | ({"experiment": titles} if titles else {})
    known = COLUMNS | OF_TABLE.get(table, {})
    return {"primaryKey": key, "fields": [_field(name, columns, known, shown, table) for name in columns]}


def _field(name, columns, known, shown, table):
    end = next((end for end in ENDS if name.endswith(end)), "")
    title, kind, unit = known[name.removesuffix(end)]
    field = {"name": name, "title": title + ENDS.get(end, ""), "type": kind}
    if unit:
        field["unit"] = unit
    if unit == "fraction" or name == "width":
        field["digits"] = DECIMALS.get(name, DECIMALS[kind])
    if f"{name}_half_width" in columns:
        field |= {"uncertainty": f"{name}_half_width", "description": MEAN}
    if f"{name}_low" in columns:
        field |= {"uncertainty": [f"{name}_low", f"{name}_high"], "description": MEDIAN}
    if table == "shown" and "uncertainty" in field:
        field["description"] = NETWORK
    if name in shown:
        field["labels"] = shown[name]
    return field


def write(path, table, key, source=None, titles=None):
    """Write a table (pandas.DataFrame) as CSV, and beside it its schema.

    Parameters
    ----------
    path : str or Path
        Of the CSV file.
    table : pandas.DataFrame
    key : list of str
        As in `schema`.
    source : dict, optional
        What its rows were made from, see `shilu.trace.chain`.
    titles : dict of str to str, optional
        As in `schema`.
    """
    frames.write(path, table)
    described = schema(table, key, Path(path).stem, titles) | ({"source": source} if source else {})
    write_json(Path(path).with_suffix(".schema.json"), described)
