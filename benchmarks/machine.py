"""What the benchmarks ran on."""

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "jax", "torch", "scikit-learn", "snakemake")


def machine():
    """Return the processor, its vector instructions, and the versions of what was measured."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    name = re.search(r"model name\s*: (.*)", info)
    flags = set(re.search(r"flags\s*: (.*)", info)[1].split())
    return {
        "processor": name[1] if name else platform.processor(),
        "cores": info.count("processor\t:"),
        "vectors": "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "older than AVX2",
        "python": platform.python_version(),
        "versions": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def text(found):
    """Return `machine` in one line."""
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    parts = (
        found["processor"],
        f"{found['cores']} cores",
        found["vectors"],
        f"Python {found['python']}",
        versions,
    )
    return ", ".join(parts)
