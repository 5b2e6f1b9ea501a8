"""What holds for every figure."""

import re
from itertools import combinations

import pytest

from backprop.registry import DATASETS, Dataset
from shilu.figures import style


@pytest.fixture
def sound(tmp_path):
    """Return a function that checks a figure, given the one that draws it, and returns the ids in its file.

    It is small and has the same bytes each time; no text is cut off, smaller than seven points, or on another.
    """

    def sound(draw):
        files = [tmp_path / "a.svg", tmp_path / "b.svg"]
        for file in files:
            style.save(draw(), file)
        assert files[0].read_bytes() == files[1].read_bytes()
        assert 5_000 < files[0].stat().st_size < 300_000
        figure = draw()
        figure.draw_without_rendering()
        seen = [
            text
            for text in figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
            if text.get_visible() and text.get_text()
        ]
        assert min(text.get_fontsize() for text in seen) >= 7
        edge = figure.bbox.padded(1)
        axes = [
            text
            for ax in figure.axes
            if ax.get_visible()
            for text in (ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts)
        ]
        legends = [text for legend in figure.legends for text in legend.get_texts()]
        shown = [text for text in (*figure.texts, *axes, *legends) if text.get_text()]
        boxes = [text.get_window_extent() for text in shown]
        for text, box in zip(shown, boxes, strict=True):
            assert edge.x0 <= box.x0 < box.x1 <= edge.x1, text
            assert edge.y0 <= box.y0 < box.y1 <= edge.y1, text
        for (one, box), (other, beside) in combinations(zip(shown, boxes, strict=True), 2):
            assert not box.padded(-0.5).overlaps(beside), (one, other)
        ids = re.findall(r'id="([^"]*)"', files[0].read_text(encoding="utf-8"))
        rows = [name for name in ids if name.startswith("replicas:")]
        assert len(rows) == len(set(rows))
        return ids

    return sound


@pytest.fixture
def title():
    """Return a function that reads the title of a figure, without its line breaks."""
    return lambda figure: figure.get_suptitle().replace("\n", "")


@pytest.fixture
def ring(monkeypatch):
    """Let there be a dataset of the user's own."""
    monkeypatch.setitem(DATASETS._own, "ring", Dataset("Ring", None, None))
