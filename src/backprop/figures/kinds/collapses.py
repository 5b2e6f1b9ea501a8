"""The lost seeds of a grid of levels."""

from backprop.figures import heat_maps

OPTIONS = ("experiment", "grid")


def draw(args):
    """Share of seeds that collapsed or diverged, by momentum and initialisation."""
    table = heat_maps.levels(args, ["collapsed", "diverged", "seeds"])
    lost = table["collapsed"] + table["diverged"]
    texts = [f"{count}/{seeds}" for count, seeds in zip(lost, table["seeds"], strict=True)]
    return heat_maps.draw(
        table.assign(value=lost / table["seeds"], text=texts), "崩潰或發散的種子（%）", low=0
    )
