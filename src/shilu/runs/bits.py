"""Pin the arithmetic before NumPy is imported, so that every x86-64 machine computes the same bits.

OpenBLAS and NumPy choose their kernels by the processor, and the kernels round differently.  Haswell's
kernels and NumPy's AVX2 level run on every x86-64 processor since 2013.  ``SHILU_BITS=native`` in the
environment lifts the pin: faster on some machines, with bits of its own.
"""

import os

#: One thread each: jobs run side by side, and a sum over threads depends on their number.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
#: The feature names are those of NumPy 2.4; an unknown name would pin nothing, so `mode` looks at the effect.
KERNELS = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"}


#: Variable of the environment that says which bits are wanted.
SWITCH = "SHILU_BITS"
_before = {}


def pin() -> None:
    """Set the environment variables that fix the kernels; `mode` tells whether it was in time."""
    fixed = THREADS if wanted() == "native" else THREADS | KERNELS
    _before.update({name: os.environ.get(name) for name in fixed if name not in _before})
    os.environ.update(fixed)


def unpinned() -> dict[str, str]:
    """Return the environment as it was before `pin`, for programs whose arithmetic is their own."""
    as_now = {name: value for name, value in os.environ.items() if name not in _before}
    return as_now | {name: value for name, value in _before.items() if value is not None}


def wanted() -> str:
    """Return the kind of bits that the environment asks for, ``"portable"`` or ``"native"``."""
    return "native" if os.environ.get(SWITCH) == "native" else "portable"


def environment(*packages: str) -> str:
    """Name the kind of bits asked for, native ones with their kernels, and the versions of packages.

    Results are made again when one of them changes.
    """
    from importlib.metadata import version  # noqa: PLC0415  takes longer than the start of Python

    kind = wanted() if wanted() == "portable" else mode()
    return ", ".join((f"{kind} bits", *(f"{name} {version(name)}" for name in packages)))


def mode() -> str:
    """Name the bits this process computes: ``"portable"``, or ``"native"`` with the kernels' names."""
    import numpy as np  # noqa: PLC0415  only after the pin
    import threadpoolctl  # noqa: PLC0415

    np.dot(np.ones(2), np.ones(2))
    kernels = {
        pool.get("architecture") for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"
    }
    features = np._core._multiarray_umath.__cpu_features__  # noqa: SLF001  NumPy has no public name for it
    wide = features.get("X86_V4") or not features.get("X86_V3")
    if kernels == {"Haswell"} and not wide:
        return "portable"
    return f"native ({', '.join(sorted(map(str, kernels)))}{', AVX-512' if features.get('X86_V4') else ''})"
