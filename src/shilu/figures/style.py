"""How figures look and are written: CJK text in our own font, the same bytes wherever they are made."""

import functools
import itertools
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from shilu import fonts
from shilu.errors import UserError
from shilu.files import replacing

FAMILY = fonts.FAMILY
#: Width of an A4 page between margins of 1 cm: at this width the points of text are points on the page.
WIDTH_CM = 19.0
#: Sizes of text in points; nothing is smaller than 7.
TITLE, TEXT, SMALL = 9, 8, 7
#: From dark to light without a turn, so that it reads in grey; even, also to colour-blind eyes (Nuñez et al.
#: 2018).
OUTPUT_COLOURS = "cividis"
#: After Okabe and Ito (2008), but further apart in lightness, and all dark enough for white paper.  The first
#: four are told apart with deuteranopia and in grey, all six with deuteranopia; lines and markers help.
COLOURS = ("#0A2A66", "#BF4A00", "#1BA27C", "#7A3573", "#6B5B00", "#3E8ED0")
#: The least opacity at which the first four are still told apart on white, so that many can be seen through.
FAINT = 0.45
LINES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (8, 3)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "v", "P", "X")
#: For what must not be overlooked: marks of errors and of reference values.
ACCENT = "#B00020"

RC = {
    "font.family": [FAMILY],
    "font.size": TEXT,
    "axes.titlesize": TITLE,
    "axes.labelsize": TEXT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": TEXT,
    "figure.titlesize": TITLE,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "grid.color": "#d0d0d0",
    "grid.linewidth": 0.4,
    "legend.frameon": False,
    "lines.linewidth": 1.3,
    "lines.markersize": 4,
    # Text as outlines: it looks the same whatever fonts the reader has.  Identifiers come from the salt, else
    # they would be random.
    "svg.fonttype": "path",
    "svg.hashsalt": "shilu",
}


def figure(height_cm: float, width_cm: float = WIDTH_CM) -> Figure:
    """Return an empty `matplotlib.figure.Figure` in our style, its panels laid out so that nothing overlaps.

    Raises
    ------
    UserError
        A font file is missing.
    """
    _prepare()
    return Figure(figsize=(width_cm / 2.54, height_cm / 2.54), layout="constrained")


@functools.cache
def _prepare():
    # A font of the same name in the system may be of another version: ours alone has the name.
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name != FAMILY]
    for path in fonts.paths():
        manager.addfont(path)
    mpl.rcParams.update(RC)


def series(count: int) -> list[dict[str, Any]]:
    """Return `count` styles (dict of color, linestyle, marker) that differ in colour and in form."""
    forms = itertools.cycle(zip(COLOURS, LINES, MARKERS, strict=True))
    return [
        dict(zip(("color", "linestyle", "marker"), form, strict=True))
        for form in itertools.islice(forms, count)
    ]


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure as SVG, whole or not at all; the same figure, the same bytes.

    Raises
    ------
    UserError
        A character is in none of our fonts: it would be a box.
    """
    try:
        with replacing(path) as file, warnings.catch_warnings():
            warnings.filterwarnings("error", message="Glyph .* missing")
            _settle(figure)
            figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    except UserWarning as warning:
        raise UserError(f"{path}: {warning} Write the label with other characters.") from warning


def _settle(figure):
    # The solver of the layout adds up in the order of memory addresses: places differ in their last bits from
    # run to run, and with them the ids that Matplotlib hashes of them.
    engine = figure.get_layout_engine()
    if engine is None:
        return
    figure.set_dpi(72)  # as SVG has it
    engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.get_axes():
        axes.set_position(Bbox(axes.get_position(original=True).get_points().round(6)))
