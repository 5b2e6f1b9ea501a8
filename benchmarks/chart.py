"""The chart of the benchmark of training."""

from shilu.figures import style

BATCH, ACTIVATION = 32, "sigmoid"


def save(results, machine, path):
    """Draw the time per step and replica over the number of replicas, a line for each side.

    Parameters
    ----------
    results : dict of (int, int, str) to dict of str to list of float
        By replicas, batch and activation, of each side the times in µs.
    machine : str
        What it was measured on.
    path : str or Path
        SVG file.
    """
    shown = {cell[0]: times for cell, times in sorted(results.items()) if cell[1:] == (BATCH, ACTIVATION)}
    names = list(dict.fromkeys(name for times in shown.values() for name in times))
    figure = style.figure(9, 16)
    ax = figure.subplots()
    forms = style.series(len(names))
    for name, form in zip(names, forms, strict=True):
        at = [replicas for replicas, times in shown.items() if name in times]
        ax.plot(at, [min(shown[replicas][name]) for replicas in at], label=name, **form)
    ax.set(xscale="log", yscale="log", xlabel="networks trained at once", ylabel="µs per step and network")
    ax.set_xticks(sorted(shown), [str(replicas) for replicas in sorted(shown)])
    ax.set_yticks([20, 50, 100, 200, 500], ["20", "50", "100", "200", "500"])
    ax.minorticks_off()
    ax.grid(visible=True)
    figure.legend(loc="outside right upper")
    figure.supxlabel(
        f"minibatches of {BATCH}, {ACTIVATION}, one core; {machine}", fontsize=style.SMALL, wrap=True
    )
    style.save(figure, path)
