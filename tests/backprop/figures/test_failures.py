"""The figure of failures: read back, the parts of each bar are the counts, and grey tells them apart."""

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib import colors

from backprop.evaluation import frames
from backprop.evaluation.failures import MODES, failures_table
from backprop.figures.kinds import failures
from shilu.errors import UserError

pytestmark = pytest.mark.filterwarnings("error")


def table(**fates):
    """Return the counts of networks that met their fates: activation to one fate each, on two datasets."""
    rows = [
        {"experiment": "reading", "dataset": dataset, "activation": activation, "failure": fate}
        for dataset, some in (("xor", slice(None)), ("chessboard", slice(1, None)))
        for activation, each in fates.items()
        for fate in each[some]
    ]
    return failures_table(pd.DataFrame(rows))


@pytest.fixture(scope="module")
def counts():
    return table(relu=["none", "below", "none", "constant"], silu=["below", "late_drop", "late_drop", "none"])


@pytest.fixture(scope="module")
def figure(counts):
    return failures.draw_failures(counts)


def parts(ax):
    """Return what each rectangle is: its fate, its bar, where it begins and ends, and the number in it."""
    found = [
        (
            bar.get_gid().rpartition("=")[2],
            round(bar.get_y() + bar.get_height() / 2),
            bar.get_x(),
            bar.get_width(),
        )
        for bar in ax.patches
    ]
    return [(*part, text.get_text()) for part, text in zip(found, ax.texts, strict=True)]


def test_each_bar_is_divided_by_what_became_of_its_networks_the_worst_first(figure):
    xor, chessboard = figure.axes
    assert parts(xor) == [
        ("constant", 0, 0, 1, "1"),
        ("below", 0, 1, 1, "1"),
        ("none", 0, 2, 2, "2"),
        ("late_drop", 1, 0, 2, "2"),
        ("below", 1, 2, 1, "1"),
        ("none", 1, 3, 1, "1"),
    ]
    assert [(fate, width) for fate, _, _, width, _ in parts(chessboard)] == [
        ("constant", 1),
        ("below", 1),
        ("none", 1),
        ("late_drop", 2),
        ("none", 1),
    ]
    assert [label.get_text() for label in xor.get_yticklabels()] == ["ReLU", "SiLU"]
    assert xor.yaxis_inverted()


def test_the_legend_has_the_fates_that_occur_and_no_other(figure):
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["輸出固定", "後期退步", "未達標", "達標"]
    shown = {bar.get_gid().rpartition("=")[2]: bar.get_facecolor() for bar in figure.axes[0].patches}
    assert [patch.get_facecolor() for patch in legend.get_patches()] == [
        shown[fate] for fate in ("constant", "late_drop", "below", "none")
    ]


def test_the_title_counts_who_arrived_and_names_what_became_of_most_others(figure, title):
    assert title(figure) == "14 個網路中 5 個達標，其餘最多的是「後期退步」（4 個）"
    level = table(relu=["below", "none", "dying", "none"])
    assert title(failures.draw_failures(level)) == ("7 個網路中 4 個達標，其餘最多的是「單元壞死」（2 個）")
    both = table(relu=["none", "below", "dying"])
    assert title(failures.draw_failures(both)).endswith("其餘最多的是「單元壞死」與「未達標」（各 2 個）")
    assert title(failures.draw_failures(table(relu=["none"] * 3))) == "5 個網路全部達標"
    assert title(failures.draw_failures(table(relu=["diverged"] * 3))).startswith("5 個網路中 0 個達標")


def test_the_fates_go_from_dark_to_light_so_that_they_read_in_grey():
    assert list(failures.FORMS) == list(MODES)
    lightness = [
        sum(
            part * weight
            for part, weight in zip(colors.to_rgb(form["facecolor"]), (0.3, 0.59, 0.11), strict=True)
        )
        for form in failures.FORMS.values()
    ]
    assert all(darker + 0.05 < lighter for darker, lighter in pairwise(lightness))


def test_a_number_can_be_read_on_its_part(figure):
    colour = {
        part[0]: text.get_color()
        for part, text in zip(parts(figure.axes[0]), figure.axes[0].texts, strict=True)
    }
    assert colour == {"constant": "white", "below": "black", "none": "black", "late_drop": "black"}


def test_the_figure_is_sound_and_its_parts_are_named(sound, counts):
    ids = sound(lambda: failures.draw_failures(counts))
    assert "replicas:reading/chessboard/silu/failure=late_drop" in ids
    assert len([name for name in ids if name.startswith("replicas:")]) == 11


def test_it_stands_where_all_diverged_and_on_a_dataset_of_ones_own(sound, ring):
    lost = table(relu=["diverged"] * 3).replace({"dataset": {"xor": "ring"}})
    sound(lambda: failures.draw_failures(lost))
    figure = failures.draw_failures(lost)
    assert parts(figure.axes[0]) == [("diverged", 0, 0, 3, "3")]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["發散"]
    assert figure.axes[0].get_title(loc="left") == "(a) Ring"


def test_the_command_reads_the_rows_of_its_experiment(tmp_path, counts):
    frames.write(tmp_path / "failures.csv", pd.concat([counts.assign(experiment="other"), counts]))
    args = {"failures": tmp_path / "failures.csv", "experiment": "reading"}
    assert len(parts(failures.draw(type("Args", (), args)).axes[0])) == 6
    with pytest.raises(UserError, match="no experiment 'rob'"):
        failures.draw(type("Args", (), args | {"experiment": "rob"}))
