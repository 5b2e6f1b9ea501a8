"""The medians of a grid of levels."""

from backprop.figures import heat_maps
from backprop.figures.sources import percent

OPTIONS = ("experiment", "grid")


def draw(args):
    """Median held-out accuracy by momentum and initialisation, for each activation and dataset."""
    table = heat_maps.levels(args, ["hard_median", "hard_median_half_width"])
    texts = [
        percent(median, half, most=1)
        for median, half in zip(table["hard_median"], table["hard_median_half_width"], strict=True)
    ]
    return heat_maps.draw(
        table.assign(value=table["hard_median"], text=texts), "held-out 硬準確率的中位數（%）", low=0.5
    )
