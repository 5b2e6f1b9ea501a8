"""Damage a random file of a built study: the next build is right, or refuses, and never a wrong report."""

import os
import shutil

from tests.torture import study


def trial(built, folder, rng):
    """Return the file and the damage, and what is wrong afterwards: a list of words, empty where nothing is.

    Parameters
    ----------
    built : Path
        A study that was built.
    folder : Path
        Where to make a copy of it.
    rng : random.Random
    """
    shutil.copytree(built, folder, symlinks=True)
    places = [folder / study.RESULTS, *([folder / ".snakemake" / "metadata"] if rng.random() < 0.15 else [])]
    found = sorted(path for place in places[-1:] for path in place.rglob("*") if path.is_file())
    found = [path for path in found if "logs" not in path.parts and path.name != ".lock"]
    path = rng.choice(found)
    stamp = path.stat().st_mtime_ns
    damage = rng.choice([cut, flip, empty, swap, retype, delete])
    damage(path, found, rng)
    if path.is_file() and rng.random() < 0.5:
        os.utime(path, ns=(stamp, stamp))
    wrong = wrong_after(built, folder)
    return damage.__name__, [f"{one} ({path.relative_to(folder)})" for one in wrong]


def wrong_after(built, folder):
    """Return what is wrong after the plain command."""
    code, said = study.build(folder)
    if code:
        return [] if "Traceback" not in said else [f"traceback: {said[-300:]}"]
    return ["WRONG REPORT"] if study.files(folder) != study.files(built) else []


def cut(path, _, rng):
    """Truncate it."""
    data = path.read_bytes()
    path.write_bytes(data[: rng.randrange(len(data))] if data else b"x")


def flip(path, _, rng):
    """Turn one bit over."""
    data = bytearray(path.read_bytes() or b"x")
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def empty(path, *_):
    """Leave nothing in it."""
    path.write_bytes(b"")


def swap(path, found, rng):
    """Take another file of the same kind for it."""
    alike = [other for other in found if other.suffix == path.suffix and other != path]
    data = rng.choice(alike).read_bytes() if alike else b""
    path.write_bytes(data if data != path.read_bytes() else data + b"\n")


def retype(path, *_):
    """Change one digit, as a hand would."""
    data = bytearray(path.read_bytes())
    place = next((at for at in range(len(data) // 2, len(data)) if 48 <= data[at] <= 57), None)
    if place is None:
        data += b"1"
    else:
        data[place] = 48 + (data[place] - 47) % 10
    path.write_bytes(data)


def delete(path, *_):
    """Remove it."""
    path.unlink()
