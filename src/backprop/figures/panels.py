"""What several figures draw or write in the same way, on the axes that they are given."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from shilu.figures import style
from shilu.values import digits

PERCENT = FuncFormatter(lambda fraction, _: digits.exact(round(100 * fraction, 6)))
PLAIN = FuncFormatter(lambda number, _: digits.exact(number))


def output(ax, outputs):
    """Colour the unit square by a network's output and draw its decision border.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    outputs : numpy.ndarray
        (n, n) from 0 to 1, at the centres of n × n cells; the first axis goes up, the second to the right.

    Returns
    -------
    matplotlib.image.AxesImage
    """
    # Not resampled, so that the file holds n × n pixels and each viewer smooths them itself.
    image = ax.imshow(
        outputs,
        extent=(0, 1, 0, 1),
        origin="lower",
        cmap=style.OUTPUT_COLOURS,
        vmin=0,
        vmax=1,
        interpolation="none",
    )
    if outputs.min() < 0.5 < outputs.max():
        centres = (np.arange(len(outputs)) + 0.5) / len(outputs)
        lines = ax.contour(centres, centres, outputs, levels=[0.5], colors="black", linewidths=1.3)
        lines.set(path_effects=[withStroke(linewidth=2.6, foreground="white")])
    return image
