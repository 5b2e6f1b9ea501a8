"""The datasets and activation functions by name: ours, and those of files of the user's own.

Ours are a module each in `backprop.datasets` and `backprop.activations`, loaded when asked for, so that the
code of one is no part of another's, and who only wants their names needs no NumPy.  One of the user's own is
an entry ``file.py:function``, its name that of the function.
"""

import contextlib
import difflib
import functools
import importlib.util
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from shilu.errors import UserError

#: Where a decorator leaves what it made of a function.
MARK = "__backprop__"
#: Names that mean something else where the config gives exceptions by name.
RESERVED = {"default", "seeds", "train", "held_out", "flipped", "thinned"}


class Dataset(NamedTuple):
    """A dataset of labelled points of the unit square.

    Attributes
    ----------
    label : str
        Its name as printed.
    draw : callable
        (rng, n) to n points, shape (n, 2), and their labels, shape (n,), of bool or 0 and 1.
    held_out : callable
        Likewise, for the held-out set.
    borders : sequence of ((x, x), (y, y))
        Segments on which the true label changes; figures draw them.
    points, epochs : float
        How many times the points and epochs of the config's defaults it needs.
    thinned : callable or None
        (rng, n, factor) to n points and their labels, for a sample with ``thinned``: where the dataset thins
        them out, `factor` times fewer.
    """

    label: str
    draw: Callable
    held_out: Callable
    borders: tuple = ()
    points: float = 1
    epochs: float = 1
    thinned: Callable | None = None


class Activation(NamedTuple):
    """An activation function.

    Attributes
    ----------
    label : str
        Its name as printed.
    value, slope : callable
        f(z) and f'(z), element by element: an array of any shape gives one of the same shape and dtype.  The
        bits of NumPy's float32 functions are the same on all machines that `shilu.runs.bits` pins.
    kaiming : float
        The variance of the initial weights times fan_in, see `backprop.network.initialisation`.
    value_calls : callable or None
        Takes arrays a and s of one shape; returns the calls that replace a = -z by -f(z) and leave in s what
        `slope_calls` wants to find there.  Where it is None, `backprop.trainer.program` makes them of value
        and slope.
    slope_calls : callable or None
        Takes a and s as `value_calls` left them, and scratch t; returns the calls that write f'(z) to s.
    """

    label: str
    value: Callable
    slope: Callable
    kaiming: float
    value_calls: Callable | None = None
    slope_calls: Callable | None = None


def dataset(*, label, held_out=None, **fields):
    """Make a dataset of the function below: (rng, n) to points (n, 2) and labels (n,); see `Dataset`."""

    def decorate(draw):
        setattr(draw, MARK, Dataset(label, draw, held_out or draw, **fields))
        return draw

    return decorate


def activation(*, label, slope=None, kaiming=1.0, **calls):
    """Make an activation of the function below: z to f(z), or where no `slope` is given, to f(z) and f'(z).

    See `Activation`.
    """

    def decorate(function):
        value = function if slope else lambda z: function(z)[0]
        setattr(
            function, MARK, Activation(label, value, slope or (lambda z: function(z)[1]), kaiming, **calls)
        )
        return function

    return decorate


class Registry(Mapping):
    """By name: those of a package of ours, and what `load` has added.

    Parameters
    ----------
    kind : type
        `Dataset` or `Activation`.
    package : str
    names : sequence of str
        Ours, each a module of the package with a function of the same name.
    variants : dict of str to str, optional
        Further names of ours, and what each varies.  A variant is in the study when that is, and is used only
        where an experiment names it; iteration leaves it out.
    """

    def __init__(self, kind, package, names, variants=None):
        self.kind, self.ours, self.variants = kind, tuple(names), variants or {}
        self._package, self._own = package, {}

    def __getitem__(self, name):
        if name in self._own:
            return self._own[name]
        if name not in (*self.ours, *self.variants):
            raise KeyError(name)
        return getattr(getattr(importlib.import_module(self.root(name)), name), MARK)

    def __iter__(self):
        return iter((*self.ours, *self._own))

    def __len__(self):
        return len(self.ours) + len(self._own)

    def labels(self):
        """Return what the report calls each of them, variants too."""
        return {name: self[name].label for name in (*self, *self.variants)}

    def root(self, entry):
        """Return what the code of an entry starts from, a root of `shilu.runs.digest.digest`."""
        return entry.rpartition(":")[0] or f"{self._package}.{entry}"

    def load(self, entries):
        """Add entries ``file.py:function`` of the user's own; the others are names of ours.

        Raises
        ------
        UserError
            A file is missing or cannot be run, or has no such function, or one that is of another kind.
        """
        for entry in entries:
            file, _, function = entry.rpartition(":")
            if file:
                self._own[function] = self._found(file, function)

    def _found(self, file, function):
        kind = self.kind.__name__.lower()
        known = vars(_module(file, Path(file).resolve()))
        marked = [name for name, found in known.items() if isinstance(getattr(found, MARK, None), self.kind)]
        if function in marked:
            return getattr(known[function], MARK)
        if function in known:
            remedy = f"is no {kind}; write @{kind}(label=…) from backprop.registry above it"
            raise UserError(f"{file}: {function} {remedy}")
        near = difflib.get_close_matches(function, marked, n=1, cutoff=0)
        hint = f"did you mean {near[0]!r}?" if near else f"nor any other function below @{kind}(label=…)"
        raise UserError(f"{file}: there is no {function!r}; {hint}")


DATASETS = Registry(Dataset, "backprop.datasets", ("linear", "xor", "chessboard"))
ACTIVATIONS = Registry(
    Activation,
    "backprop.activations",
    ("sigmoid", "relu", "leaky_relu", "silu"),
    variants={"silu_sigmoid_slope": "silu", "silu_slope_of_value": "silu"},
)


def name(entry):
    """Return what an entry is called in tables and folders: ``spirals`` of ``shapes.py:spirals``."""
    return entry.rpartition(":")[2]


def labels():
    """Return what the report calls each dataset and activation."""
    return DATASETS.labels() | ACTIVATIONS.labels()


def misnamed(entry, ours):
    """Return what is wrong with the name of an entry of the user's own, else None."""
    called = name(entry)
    if not re.fullmatch("[a-z][a-z0-9_]*", called):
        return "folders are called so: rename the function, in lower-case letters, digits and _"
    if called in ours:
        return f"{called} is one of ours; rename the function"
    if called in RESERVED:
        return f"{called} is a key of the config; rename the function"
    return None


@contextlib.contextmanager
def explained(file, what=""):
    """Turn whatever goes wrong in a file of the user's own into a `UserError` that names file and line.

    Parameters
    ----------
    file : str or Path
    what : str, optional
        What was done with it, for the message.
    """
    try:
        yield
    except SyntaxError as error:
        place = file if _same(error.filename, file) else error.filename  # else: of what it imports
        raise UserError(f"{place}:{error.lineno}: {error.msg}; correct it") from error
    except Exception as error:
        # The last line of the file itself that the error came through: what it calls has lines elsewhere.
        frames = reversed(traceback.extract_tb(error.__traceback__))
        line = next((frame.lineno for frame in frames if _same(frame.filename, file)), "?")
        message = f"{type(error).__name__}: {error}"
        raise UserError(f"{file}:{line}: {what}{message}; correct it") from error


def _same(one, other):
    return Path(one).resolve() == Path(other).resolve()


@functools.cache
def _module(file, path):
    if not path.is_file():
        raise UserError(f"{file}: no such file in {Path.cwd()}; the path is relative to the project's folder")
    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
    if spec is None:
        raise UserError(f"{file}: not a Python file; name one that ends in .py")
    module = importlib.util.module_from_spec(spec)
    # It may import what lies in the project's folder.
    sys.path.insert(0, str(Path.cwd()))
    try:
        with explained(file):
            spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(Path.cwd()))
    return module
