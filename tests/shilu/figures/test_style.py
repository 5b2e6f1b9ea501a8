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


def lightness(colour):
    """Relative luminance (IEC 61966-2-1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colors.to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


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
