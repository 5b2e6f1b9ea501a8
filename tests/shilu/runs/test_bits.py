"""The same bits on every x86-64 Linux machine with AVX2.

``python tests/shilu/runs/test_bits.py`` writes the expected digests again, after a change of the arithmetic that is meant.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backprop.registry import ACTIVATIONS
from backprop.stages import data
from backprop.trainer import trainer
from backprop.trainer.stack import layer_sizes
from shilu.runs import bits

GOLDEN = Path(__file__).with_name("bits.json")
ALL = [*ACTIVATIONS, *ACTIVATIONS.variants]


def weights_digest(activation):
    """Return the SHA-256 of the weights after two epochs of a small training run."""
    points = data.generate(dataset="chessboard", seeds=2, train=75, held_out=20)
    level = {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.001, "kaiming": True}
    result = trainer.train(
        points["train_x"],
        points["train_y"],
        held_out=(points["held_out_x"], points["held_out_y"]),
        seeds=(1, 2),
        levels=[level],
        sizes=layer_sizes([100, 50, 10]),
        activation=activation,
        loss="mse",
        batch=32,
        epochs=2,
        checkpoints=1,
    )
    return hashlib.sha256(result["weights"].tobytes()).hexdigest()


@pytest.mark.parametrize("activation", ALL)
def test_training_gives_the_bits_that_other_machines_got(activation):
    assert bits.mode() == "portable"
    assert weights_digest(activation) == json.loads(GOLDEN.read_text())[activation]


def mode_in_a_new_process(first, **env):
    command = [sys.executable, "-c", f"{first}; from shilu.runs import bits; print(bits.mode())"]
    result = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_the_pin_holds_in_a_process_that_asks_for_other_kernels():
    assert (
        mode_in_a_new_process(
            "import backprop.stages", OPENBLAS_CORETYPE="Sandybridge", NPY_DISABLE_CPU_FEATURES=""
        )
        == "portable"
    )


def test_bits_that_are_not_portable_are_named_as_such():
    """NumPy was there first, with other kernels: the result files will say so."""
    env = {"OPENBLAS_CORETYPE": "Sandybridge", "SHILU_BITS": "native"}
    assert mode_in_a_new_process("import numpy", **env) == "native (Sandybridge)"


def test_importing_the_kit_changes_nothing_in_the_process():
    seen = {"OMP_NUM_THREADS": "8", "OPENBLAS_CORETYPE": "Zen"}
    script = (
        "import os; before = dict(os.environ); import shilu, shilu.figures.style, shilu.document.render, "
        "shilu.claims.assess, shilu.template.fill, shilu.lint.findings, shilu.runs.store; "
        "print(os.environ == before)"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, env={**os.environ, **seen}, capture_output=True, text=True, check=True)
    assert result.stdout == "True\n"


def test_a_program_whose_arithmetic_is_its_own_gets_the_environment_as_it_was():
    script = (
        "import os; before = dict(os.environ); from shilu.runs import bits; bits.pin(); "
        "print(os.environ != before, bits.unpinned() == before)"
    )
    env = {key: value for key, value in os.environ.items() if key not in {*bits.THREADS, *bits.KERNELS}}
    result = subprocess.run(
        [sys.executable, "-c", script],
        env=env | {"OMP_NUM_THREADS": "8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "True True\n"


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({name: weights_digest(name) for name in ALL}, indent=1) + "\n")
