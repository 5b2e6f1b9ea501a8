"""Training: all seeds and levels of one experiment, dataset and activation."""

import argparse
import inspect
import logging
import time

import numpy as np
from tqdm import tqdm

from backprop.network.inputs import scaled
from backprop.network.losses import LOSSES
from backprop.registry import ACTIVATIONS, explained
from backprop.study.settings import choose, parse
from backprop.trainer import trainer
from backprop.trainer.epoch import ORDERS
from backprop.trainer.schedule import SCHEDULES
from backprop.trainer.stack import layer_sizes
from shilu.errors import UserError, command
from shilu.runs.store import load, save

#: Settings that the trainer takes as they are.
TRAINER = {"levels", "activation", "loss", "batch", "order", "epochs", "checkpoints", "schedule", "clip_norm"}
KEYS = {"dataset", "sample", "seeds", "hidden", "scale", *TRAINER}
log = logging.getLogger(__name__)


def run(data, settings, progress=None):
    """Train what the settings ask for, with the first seeds of the data.

    Parameters
    ----------
    data : dict of str to numpy.ndarray
        As `backprop.stages.data.generate` returns it.
    settings : dict
        `KEYS`; ``seeds`` is their number, ``sample`` the settings of the data, ``hidden`` the units of each
        hidden layer, ``scale`` as in `backprop.network.inputs.scaled`, the others are as in
        `backprop.trainer.trainer.train`.
    progress : callable, optional
        As in `backprop.trainer.trainer.train`.

    Returns
    -------
    dict of str to numpy.ndarray
        As `backprop.trainer.trainer.train` returns it.

    Raises
    ------
    UserError
        An unknown activation, loss, schedule or order, or more seeds than there are data for.
    """
    require_both(settings["activation"], choose(ACTIVATIONS, settings["activation"], "activation"))
    choose(LOSSES, settings["loss"], "loss")
    choose(SCHEDULES, settings["schedule"], "schedule")
    choose(ORDERS, settings["order"], "order")
    seeds, available, first = settings["seeds"], len(data["train_x"]), settings["sample"]["first_seed"]
    if seeds > available:
        raise UserError(f"seeds: {seeds}, but the data have {available}; lower them, or raise the sample's")
    return trainer.train(
        scaled(data["train_x"][:seeds], settings["scale"]),
        data["train_y"][:seeds],
        held_out=(scaled(data["held_out_x"][:seeds], settings["scale"]), data["held_out_y"][:seeds]),
        seeds=range(first, first + seeds),
        sizes=layer_sizes(settings["hidden"]),
        progress=progress,
        **{key: settings[key] for key in TRAINER},
    )


def require_both(name, activation):
    """Raise a `UserError` where value or slope do not give an array like the one they get."""
    z = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
    for what in ("value", "slope"):
        with explained(inspect.getsourcefile(activation.value), f"{what} of {name}: "):
            shape = np.shape(getattr(activation, what)(z))
        if shape != z.shape:
            raise UserError(
                f"{name}: the {what} of an array {z.shape} has the shape {shape}; return one like it"
            )


def describe(settings):
    """Return one line that says what is trained."""
    size = f"{settings['seeds']} seeds × {len(settings['levels'])} levels, {settings['epochs']} epochs"
    return f"{settings['dataset']}, {settings['activation']}: {size}"


def log_diverged(arrays, levels):
    """Log a line for each replica that diverged."""
    for seed, level, epoch in zip(arrays["seed"], arrays["level"], arrays["diverged"], strict=True):
        if epoch:
            log.warning("diverged in epoch %d: seed %d, level %d %s", epoch, seed, level, levels[level])


@command
def main(argv=None):
    """Train all seeds and levels of one experiment, dataset and activation."""
    parser = argparse.ArgumentParser(prog="python -m backprop.stages.train", description=main.__doc__)
    parser.add_argument("--data", required=True, help="data file (.npz)")
    parser.add_argument("--settings", required=True, help=f"JSON object: {', '.join(sorted(KEYS))}")
    parser.add_argument("--entry", help="the activation, where it is one of your own (file.py:function)")
    parser.add_argument("--output", required=True, help="run file to write (.npz)")
    args = parser.parse_args(argv)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    settings = parse(args.settings, KEYS)
    ACTIVATIONS.load([args.entry] if args.entry else [])
    data, _ = load(args.data, stage="backprop.stages.data", settings=settings["sample"])
    title = describe(settings)
    log.info("training %s", title)
    networks = settings["seeds"] * len(settings["levels"])
    begin = time.perf_counter()
    with tqdm(total=settings["epochs"] * networks, desc=title, unit=" epochs", disable=None) as bar:
        arrays = run(data, settings, bar.update)
    log.info("trained in %.2f s", time.perf_counter() - begin)
    log_diverged(arrays, settings["levels"])
    save(
        args.output,
        arrays,
        stage="backprop.stages.train",
        settings=settings,
        inputs=[args.data],
        code=[ACTIVATIONS.root(args.entry or settings["activation"])],
    )
    log.info("wrote %s", args.output)


if __name__ == "__main__":
    main()
