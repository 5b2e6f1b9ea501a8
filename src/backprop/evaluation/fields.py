"""The columns of the tables, described once: header, type, unit, and the column with the half-width."""

from pathlib import Path

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study.conventions import ARMS
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
    "soft": ("軟準確率", "number", "fraction"),
    "hard": ("硬準確率", "number", "fraction"),
    "soft_median": ("軟準確率中位數", "number", "fraction"),
    "hard_median": ("硬準確率中位數", "number", "fraction"),
    "soft_worst": ("最差的軟準確率", "number", "fraction"),
    "hard_worst": ("最差的硬準確率", "number", "fraction"),
    "train_soft": ("訓練資料的軟準確率", "number", "fraction"),
    "train_hard": ("訓練資料的硬準確率", "number", "fraction"),
    "epochs_to_reach": ("達標所需週期的中位數", "number", "epoch"),
    "reached": ("達標的種子數", "integer", "seed"),
    "epochs_to_leave": ("離開亂猜所需週期的中位數", "number", "epoch"),
    "left": ("離開亂猜的種子數", "integer", "seed"),
    "train_points": ("訓練點數", "integer", None),
    "held_out_points": ("held-out 點數", "integer", None),
    "epochs": ("訓練週期", "integer", "epoch"),
    "best_momentum": ("最好的動量", "number", None),
    "best_kaiming": ("Kaiming", "boolean", None),
    "best_median": ("硬準確率中位數", "number", "fraction"),
    "worst_momentum": ("最差的動量", "number", None),
    "worst_kaiming": ("Kaiming", "boolean", None),
    "worst_median": ("硬準確率中位數", "number", "fraction"),
    "failure": ("失敗型態", "string", None),
    "arm": ("半臂", "string", None),
    "unsure": ("不確定的比例", "number", "fraction"),
    "collapsed": ("崩潰的網路數", "integer", None),
    "diverged": ("發散的網路數", "integer", None),
    "seeds": ("種子數", "integer", "seed"),
    "original": ("原報告", "number", "fraction"),
    "difference": ("與原報告的差", "number", "fraction"),
    "at_most_original": ("不高於原報告的種子數", "integer", "seed"),
    "best": ("中位數最高的激活函數", "string", None),
    "worst": ("中位數最低的激活函數", "string", None),
    "gap": ("差距", "number", "fraction"),
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


def labels():
    """Return what to show for the keys that stand in some columns: dict of column to dict of key to label."""
    activations, datasets = ACTIVATIONS.labels(), DATASETS.labels()
    losses = {name: one.label for name, one in LOSSES.items()}
    return {
        "activation": activations,
        "best": activations,
        "worst": activations,
        "failure": MODES,
        "arm": ARMS,
        **{name: {"True": "開", "False": "關"} for name in ("kaiming", "best_kaiming", "worst_kaiming")},
        "dataset": datasets,
        "value": {**activations, **datasets, **losses},
    }


def schema(columns, key):
    """Return the Frictionless Table Schema of a table.

    Parameters
    ----------
    columns : iterable of str
        Keys of `COLUMNS`, and for some of them ``<column>_half_width``.
    key : list of str
        The columns that together name a row.

    Returns
    -------
    dict
        ``uncertainty`` of a field is the column with its half-width, ``labels`` what to show for its keys.
    """
    columns = list(columns)
    fields, shown = [], labels()
    for name in columns:
        of = name.removesuffix("_half_width")
        title, kind, unit = COLUMNS[of]
        field = {"name": name, "title": title if of == name else f"{title}的區間半寬", "type": kind}
        if unit:
            field["unit"] = unit
        if f"{name}_half_width" in columns:
            field["uncertainty"] = f"{name}_half_width"
        if name in shown:
            field["labels"] = shown[name]
        fields.append(field)
    return {"primaryKey": key, "fields": fields}


def write(path, table, key, source=None):
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
    """
    frames.write(path, table)
    described = schema(table, key) | ({"source": source} if source else {})
    write_json(Path(path).with_suffix(".schema.json"), described)
