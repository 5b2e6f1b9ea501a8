"""The figure of signals and gradients by layer: read back, it has what it was given, and no zero as a number."""

import numpy as np
import pandas as pd
import pytest

from backprop.evaluation import frames
from backprop.figures.kinds import signals
from shilu.errors import UserError

pytestmark = pytest.mark.filterwarnings("error")

COLUMNS = [f"{name}_{layer}" for name in ("signal", "gradient") for layer in (1, 2, 3)]
#: Seed 7, 8 and 9, of which the last has a layer with no gradient at all; and seed 10, which diverged.
ON = [
    [1.0, 0.10, 0.010, 0.001, 0.02, 0.30],
    [1.2, 0.14, 0.012, 0.003, 0.04, 0.50],
    [1.4, 0.12, 0.017, 0.000, 0.00, 0.40],
    [1.3, 0.13, 0.013, *[np.nan] * 3],
]
OFF = np.multiply(ON, 10)


def replicas(activation, on=ON, off=OFF):
    names = {"experiment": "kaiming", "dataset": "chessboard", "activation": activation}
    seeds = {"seed": range(7, 7 + len(on)), "diverged": [np.nan] * 3 + [5.0] * (len(on) - 3)}
    halves = [
        pd.DataFrame(values, columns=COLUMNS).assign(**names, **seeds, kaiming=kaiming)
        for kaiming, values in ((True, on), (False, off))
    ]
    table = pd.concat(halves)
    table["signal_ratio"] = table["signal_2"] / table["signal_1"]
    return table.assign(
        gradient_ratio=(table["gradient_1"] / table["gradient_3"]).where(table["gradient_3"] > 0)
    )


@pytest.fixture(scope="module")
def figure():
    return signals.draw_signals(pd.concat([replicas("sigmoid"), replicas("relu", OFF, ON)]), 3)


def lines_of(ax, measure):
    """Return the thin lines and the median of Kaiming on, and of Kaiming off."""
    assert all(f"/{measure}" in line.get_gid() for line in ax.lines)
    by = [[line for line in ax.lines if f"kaiming={kaiming}" in line.get_gid()] for kaiming in (True, False)]
    return [(lines[:-1], lines[-1]) for lines in by]


def values(lines):
    return [line.get_ydata() for line in lines]


def test_the_thin_lines_are_the_seeds_and_the_thick_one_their_median(figure):
    thin, thick = lines_of(figure.axes[0], "signal")[0]
    np.testing.assert_array_equal(values(thin), np.array(ON)[:, :3])
    assert [line.get_gid().split("/")[3] for line in thin] == ["7", "8", "9", "10"]
    assert thick.get_xdata().tolist() == [1, 2, 3]
    assert thick.get_ydata() == pytest.approx([1.25, 0.125, 0.0125])
    assert thick.get_linewidth() > 2 * thin[0].get_linewidth()


def test_kaiming_on_and_off_are_told_apart_by_line_and_marker(figure):
    (_, on), (_, off) = lines_of(figure.axes[0], "signal")
    assert off.get_ydata() == pytest.approx([12.5, 1.25, 0.125])
    assert (on.get_linestyle(), off.get_linestyle()) == ("-", "--")
    assert (on.get_marker(), off.get_marker()) == ("o", "s")
    assert not figure.legends
    for ax, measure in zip(figure.axes, ["signal"] * 2 + ["gradient"] * 2, strict=True):
        for label, (_, median) in zip(ax.texts, lines_of(ax, measure), strict=True):
            assert label.xy == pytest.approx((median.get_xdata()[-1], median.get_ydata()[-1]))
            assert label.get_text() == {"o": "開", "s": "關"}[median.get_marker()]


def test_the_title_names_who_loses_most_of_the_signal_and_of_the_gradient(figure, title):
    assert title(signals.draw_signals(replicas("relu"), 3)) == (
        "到第 2 層最弱的訊號：ReLU（開）與 ReLU（關），中位數是第 1 層的 0.1 倍；"
        "到第 1 層最弱的梯度：ReLU（開）與 ReLU（關），中位數是輸出層的 0.0033 倍"
    )
    weaker = np.multiply(ON, [1, 0.1, 1, 1, 1, 10])
    assert title(signals.draw_signals(pd.concat([replicas("relu"), replicas("silu", OFF, weaker)]), 3)) == (
        "到第 2 層最弱的訊號：SiLU（關），中位數是第 1 層的 0.01 倍；"
        "到第 1 層最弱的梯度：SiLU（關），中位數是輸出層的 0.00033 倍"
    )


def test_a_gradient_of_zero_is_a_gap_and_counted_in_words_but_is_part_of_the_median(figure):
    thin, thick = lines_of(figure.axes[2], "gradient")[0]
    np.testing.assert_array_equal(
        values(thin), [[0.001, 0.02, 0.30], [0.003, 0.04, 0.50], [np.nan, np.nan, 0.40]]
    )
    assert thick.get_ydata() == pytest.approx([0.001, 0.02, 0.4])
    assert "2 個網路有梯度為 0 的層" in figure.axes[2].get_xlabel()
    mostly = [ON[2], ON[2], ON[0]]
    figure = signals.draw_signals(replicas("relu", mostly, mostly), 3)
    np.testing.assert_array_equal(
        lines_of(figure.axes[1], "gradient")[0][1].get_ydata(), [np.nan, np.nan, 0.4]
    )


def test_networks_that_diverged_have_a_signal_but_no_gradient_and_are_counted(figure):
    assert "發散" not in figure.axes[0].get_xlabel()
    assert figure.axes[2].get_xlabel().endswith("另有 2 個發散")


def test_below_each_panel_stands_the_median_ratio_between_layers(figure):
    above, below = figure.axes[0].get_xlabel(), figure.axes[2].get_xlabel()
    assert above.split("\n") == ["第 2 層是第 1 層的", "開 0.1 倍，關 0.1 倍"]
    assert below.split("\n")[:2] == ["第 1 層是輸出層的", "開 0.0033 倍，關 0.0033 倍"]


def test_the_axes_are_logarithmic_and_shared_along_a_row(figure):
    assert {ax.get_yscale() for ax in figure.axes} == {"log"}
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim() != figure.axes[2].get_ylim()
    assert [label.get_text() for label in figure.axes[2].get_xticklabels()] == ["1", "2", "輸出"]
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["(a) Sigmoid", "(b) ReLU", "(c) Sigmoid", "(d) ReLU"]


def test_the_figure_is_sound_and_its_marks_are_named(sound):
    ids = sound(lambda: signals.draw_signals(replicas("silu"), 3))
    assert sorted(name for name in ids if name.startswith("replicas:")) == sorted(
        f"replicas:kaiming/chessboard/silu/{one.format(kaiming=kaiming, measure=measure)}"
        for measure, seeds in (("signal", (7, 8, 9, 10)), ("gradient", (7, 8, 9)))
        for kaiming in (True, False)
        for one in (
            *(f"{seed}/kaiming={{kaiming}}/{{measure}}" for seed in seeds),
            "kaiming={kaiming}/{measure}/median",
        )
    )


def test_where_all_diverged_the_gradients_are_words(sound, title):
    lost = [[1, 1, 1, *[np.nan] * 3]] * 3
    sound(lambda: signals.draw_signals(replicas("relu", lost, lost), 3))
    figure = signals.draw_signals(replicas("relu", lost, lost), 3)
    assert "梯度" not in title(figure)
    ax = figure.axes[1]
    assert (len(ax.lines), ax.get_xlabel()) == (0, "另有 6 個發散")


def drawn(folder, table, **given):
    frames.write(folder / "replicas.csv", table)
    args = {"replicas": folder / "replicas.csv", "experiment": "kaiming", "dataset": "chessboard"} | given
    return signals.draw(type("Args", (), args))


def test_the_command_reads_one_experiment_on_one_dataset_with_as_many_layers_as_there_are(tmp_path):
    table = pd.concat([replicas("relu"), replicas("relu").assign(dataset="xor")])
    figure = drawn(tmp_path, pd.concat([table, replicas("silu").assign(experiment="other")]))
    assert len(figure.axes) == 2
    assert len(figure.axes[0].lines[0].get_ydata()) == 3
    assert len(figure.axes[0].lines) == 2 * (4 + 1)


def test_an_experiment_that_varies_more_than_kaiming_is_refused(tmp_path):
    with pytest.raises(UserError, match="kaiming varies more than kaiming"):
        drawn(tmp_path, pd.concat([replicas("relu"), replicas("relu")]))
    with pytest.raises(UserError, match="no experiment 'grid'"):
        drawn(tmp_path, replicas("relu"), experiment="grid")
