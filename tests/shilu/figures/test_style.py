"""How figures look and are written."""

import itertools
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors, font_manager

from shilu import fonts
from shilu.errors import UserError
from shilu.figures import style


@pytest.fixture
def drawing():
    figure = style.figure(4, 6)
    ax = figure.subplots()
    ax.plot([0.1, 1, 10], [3, 1, 2], label="訓練損失")
    ax.set_title("中文標題", fontweight="bold")
    ax.legend()
    return figure


def test_chinese_text_is_drawn_with_the_font_from_the_wheel(drawing):
    for weight in ("normal", "bold"):
        found = font_manager.findfont(font_manager.FontProperties(family=style.FAMILY, weight=weight))
        assert Path(found).resolve() in [path.resolve() for path in fonts.paths()]


@pytest.fixture
def unprepared():
    style._prepare.cache_clear()
    yield
    style._prepare.cache_clear()


def test_a_font_of_the_same_name_in_the_system_is_never_taken(monkeypatch, unprepared):
    theirs = font_manager.FontEntry(fname="/system/NotoSansCJK.ttc", name=style.FAMILY, weight=400)
    manager = font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", [theirs, *manager.ttflist])
    style.figure(4)
    taken = {Path(font.fname).name for font in manager.ttflist if font.name == style.FAMILY}
    assert taken == {*fonts.FILES.values()}


def test_a_figure_is_as_large_as_its_centimetres_say():
    assert style.figure(4, 6).get_size_inches() == pytest.approx([6 / 2.54, 4 / 2.54])
    assert style.figure(4).get_size_inches()[0] == pytest.approx(style.WIDTH_CM / 2.54)


def test_panels_with_long_labels_do_not_overlap():
    figure = style.figure(4, 6)
    panels = figure.subplots(1, 2)
    for panel in panels:
        panel.set_ylabel("很長的縱軸標籤")
        panel.set_yticks([0, 1], ["零點零零零零", "一點零零零零"])
    figure.draw_without_rendering()
    left, right = (panel.get_tightbbox() for panel in panels)
    assert left.x1 <= right.x0 + 0.5


def test_text_is_outlines_so_that_no_reader_needs_the_font(drawing, tmp_path):
    style.save(drawing, tmp_path / "f.svg")
    text = (tmp_path / "f.svg").read_text()
    assert "NotoSansCJKtc-Regular" in text
    assert "NotoSansCJKtc-Bold" in text
    assert "<text" not in text


SCRIPT = """
import sys
from shilu.figures import style
figure = style.figure(4, 6)
ax = figure.subplots()
ax.scatter([1, 2, 3], [3, 1, 2], label="訓練損失")
ax.imshow([[0, 1], [1, 0]], cmap=style.OUTPUT_COLOURS)
ax.legend()
style.save(figure, sys.argv[1])
"""


def test_the_file_has_the_same_bytes_whatever_time_zone_language_and_hash_seed(run, tmp_path):
    (tmp_path / "draw.py").write_text(SCRIPT)
    places = (
        {"TZ": "Asia/Taipei", "LC_ALL": "C"},
        {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "3"},
    )
    for number, env in enumerate(places):
        result = run("draw", tmp_path / f"{number}.svg", cwd=tmp_path, env=env)
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "0.svg").read_bytes() == (tmp_path / "1.svg").read_bytes()
    assert b"<dc:date>" not in (tmp_path / "0.svg").read_bytes()


def test_a_character_without_a_glyph_is_an_error_and_leaves_the_old_file(drawing, tmp_path):
    (tmp_path / "f.svg").write_text("old")
    drawing.suptitle("\U0001f9ea")
    with pytest.raises(UserError, match=r"f\.svg: Glyph 129514.*other characters"):
        style.save(drawing, tmp_path / "f.svg")
    assert [file.name for file in tmp_path.iterdir()] == ["f.svg"]
    assert (tmp_path / "f.svg").read_text() == "old"


def test_a_missing_font_file_is_an_error_that_says_how_to_get_it(monkeypatch, unprepared):
    monkeypatch.setattr(fonts, "FILES", {"no_such_font": "a.otf"})
    with pytest.raises(UserError, match=r"a\.otf.*pip install.*no_such_font"):
        style.figure(4)


def linear(colour):
    """Linear RGB of a colour (IEC 61966-2-1)."""
    encoded = np.array(colors.to_rgb(colour))
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lightness(colour):
    """Relative luminance (IEC 61966-2-1)."""
    return float(np.dot([0.2126, 0.7152, 0.0722], linear(colour)))


#: What an eye without M cones sees of linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
GREY = np.tile([0.2126, 0.7152, 0.0722], (3, 1))
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def cielab(rgb):
    """CIE 1976 L*a*b* of linear RGB, white point D65."""
    ratio = TO_XYZ @ rgb / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colours, seen, opacity=1.0):
    """Least distance in CIELAB between two of `colours` on white, as the matrix `seen` shows them."""
    paper = [opacity * np.array(colors.to_rgb(colour)) + 1 - opacity for colour in colours]
    places = [cielab(np.clip(seen @ linear(colour), 0, 1)) for colour in paper]
    return min(np.linalg.norm(one - other) for one, other in itertools.combinations(places, 2))


def test_the_simulation_confuses_red_and_green_and_leaves_black_and_white_apart():
    assert nearest(["#B06030", "#7A7A20"], np.eye(3)) > 3 * nearest(["#B06030", "#7A7A20"], DEUTERANOPIA)
    for seen in (np.eye(3), DEUTERANOPIA, GREY):
        assert nearest(["black", "white"], seen) == pytest.approx(100, abs=0.1)


def test_every_colour_of_a_series_stands_out_on_white():
    # WCAG 2.1, 1.4.11: three to one for what a picture needs to be understood.
    assert min(1.05 / (lightness(colour) + 0.05) for colour in (*style.COLOURS, style.ACCENT)) >= 3


def test_series_are_told_apart_with_deuteranopia_and_the_first_four_in_grey():
    assert nearest(style.COLOURS, DEUTERANOPIA) > 15
    assert nearest(style.COLOURS[:4], DEUTERANOPIA) > 25
    assert nearest(style.COLOURS[:4], GREY) > 12


def test_the_faintest_of_the_first_four_are_still_told_apart():
    # About 2.3 is the least difference that is noticed.
    assert nearest(style.COLOURS[:4], DEUTERANOPIA, style.FAINT) > 9
    assert nearest(style.COLOURS[:4], GREY, style.FAINT) > 4


def test_the_colours_of_outputs_go_from_dark_to_light_without_a_turn():
    greys = [lightness(colour) for colour in mpl.colormaps[style.OUTPUT_COLOURS](np.linspace(0, 1, 64))]
    assert all(earlier < later for earlier, later in itertools.pairwise(greys))


def test_series_differ_in_colour_in_line_and_in_marker():
    forms = style.series(6)
    for part in ("color", "linestyle", "marker"):
        assert len({form[part] for form in forms}) == 6
    assert style.series(8) == [*forms, *forms[:2]]


def test_no_text_is_smaller_than_seven_points():
    sizes = [
        value
        for name, value in style.RC.items()
        if name.endswith(("size", "labelsize")) and "marker" not in name
    ]
    assert len(sizes) >= 6
    assert min(sizes) >= 7


def test_places_that_a_solver_gives_with_other_last_bits_are_the_same_bytes(tmp_path):
    """The layout's solver adds up in the order of memory addresses, which differ from run to run."""
    for name, noise in (("one", 0.0), ("two", 3e-14)):
        figure = style.figure(5)
        axes = figure.subplots(1, 2)
        for panel in axes:
            panel.plot([0, 1], [0, 1])
        execute = figure.get_layout_engine().execute

        def moved(drawn, execute=execute, noise=noise):
            execute(drawn)
            for panel in drawn.get_axes():
                place = panel.get_position(original=True)
                panel._set_position(place.from_bounds(place.x0 + noise, place.y0, place.width, place.height))

        figure.get_layout_engine().execute = moved
        style.save(figure, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
