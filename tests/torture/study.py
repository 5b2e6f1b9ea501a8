"""A study of a few seconds, built from a copy of the project, to be attacked."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RESULTS = "results/mini"
_SIZES = {"train": 64, "held_out": 40}
_FEW = {"seeds": 2, "checkpoints": 2, "epochs": {"default": 2, "xor": 2, "chessboard": 2, "linear": 2}}
_NOT_HERE = {"datasets": ["chessboard"]}
MINI = {
    "results": RESULTS,
    "datasets": ["xor"],
    "activations": ["relu", "silu"],
    "samples": {
        name: {"seeds": 3, **_SIZES, **dict.fromkeys(("xor", "chessboard"), _SIZES)}
        for name in ("course", "large", "noisy", "thinned", "lab")
    },
    "experiments": {
        **dict.fromkeys(("first_reading", "robust", "momentum", "border_raw", "course"), _FEW),
        **dict.fromkeys(
            ("kaiming", "small_rate", "weight_decay", "weight_decay_first_reading"), _FEW | _NOT_HERE
        ),
        **dict.fromkeys(("course_slope_of_value", "course_kaiming"), _FEW | _NOT_HERE),
        **dict.fromkeys(("course_shuffled", "course_literal", "course_sigmoid_slope"), _FEW | _NOT_HERE),
        "grid": _FEW | {"activations": ["relu"], "momentum": [0.0, 0.9]},
    },
}


def copy_of_project(folder):
    """Copy what is under version control, or would be, and the config of the study."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in map(os.fsdecode, filter(None, names)):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / "mini.yaml").write_text(yaml.safe_dump(MINI))


def start(folder, *arguments, **options):
    """Start a build in a session of its own, and return its process."""
    words = ["--cores", "2", "--quiet", "rules", "--configfile", "mini.yaml", *arguments]
    env = {**os.environ, "PYTHONPATH": str(folder / "src")} | options.pop("env", {})
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    return subprocess.Popen(
        [Path(sys.executable).parent / "snakemake", *words], cwd=folder, env=env, **pipes, **options
    )


def build(folder, *arguments, **options):
    """Build it, and return the exit code and what was said."""
    process = start(folder, *arguments, **options)
    said, _ = process.communicate()
    return process.returncode, said


def planned(folder, **options):
    """Return how many jobs the next call would run, by rule."""
    code, said = build(folder, "-n", **options)
    assert code == 0, said
    table = re.search(r"^job +count\n[- ]+\n(.*?)^total", said, flags=re.MULTILINE | re.DOTALL)
    found = dict(re.findall(r"^(\w+) +(\d+)$", table[1], re.MULTILINE)) if table else {}
    return {rule: int(count) for rule, count in found.items() if rule != "all"}


def files(folder):
    """Return the SHA-256 of each result file, but logs and what is hidden."""
    results = folder / RESULTS
    return {
        path.relative_to(results).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(results.rglob("*"))
        if path.is_file()
        and not {part for part in path.relative_to(results).parts if part[0] == "." or part == "logs"}
    }


def strays(folder):
    """Return what a killed process left behind among the results."""
    results = folder / RESULTS
    return [
        path
        for path in results.rglob(".*")
        if path.name not in (".made", ".lock") and ".made" not in path.parts
    ]


def jobs_alive(folder):
    """Return the processes that still work on this study."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            here = (entry / "cwd").resolve() == folder.resolve()
            if here and b"shilu.runs.job" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def end(process, number, *, whole_group):
    """Send a signal to a build, or to all that it started."""
    with contextlib.suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(process.pid, number)


SIGNALS = {
    "KILL to the scheduler": (signal.SIGKILL, False),
    "KILL to all of it": (signal.SIGKILL, True),
    "TERM to the scheduler": (signal.SIGTERM, False),
    "INT to all of it": (signal.SIGINT, True),
    "HUP to all of it": (signal.SIGHUP, True),
}


def remove(folder):
    """Remove a copy that is needed no more."""
    shutil.rmtree(folder, ignore_errors=True)
