"""Work on what a stranger may have written, in a child process that has so much time and memory.

A fork takes milliseconds and knows all that its parent has loaded.  The bounds are the operating system's:
the processor's time of the child, and the memory that it takes beyond what it began with.
"""

import contextlib
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from shilu.errors import UserError

try:
    import resource
except ImportError:  # not on Windows, which has no fork either
    resource = None

GIB = 2**30
#: Seconds of a processor's time that any file gets, and bytes of a file for which it gets one more.
SECONDS, BYTES = 8, 8_000
#: A machine with much else to do takes longer; a child that waits for nothing shall not wait for ever.
PATIENCE = 8
#: Variables under which no program finds a way to the network: a proxy that nobody is.
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
OFFLINE = dict.fromkeys(PROXIES, "http://127.0.0.1:9") | {"no_proxy": "", "NO_PROXY": ""}
#: Signals by which a program ends that finds no memory, or no more room for its stack.
BROKEN = {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP}


class Limits(NamedTuple):
    """What some work may take, and whom to tell of it.

    Attributes
    ----------
    name : str
        The file that is worked on.
    remedy : str
        What its author can do.
    seconds : float
        Of a processor's time.
    memory : int
        Bytes.
    """

    name: str
    remedy: str
    seconds: float = SECONDS
    memory: int = 2 * GIB

    @property
    def too_long(self) -> str:
        """What is said of work that takes too long."""
        return f"this takes more than {self.seconds:.0f} s of a processor; {self.remedy}"

    @property
    def too_large(self) -> str:
        """What is said of work that takes too much memory."""
        return f"this takes more than {self.memory / GIB:.1f} GiB of memory; {self.remedy}"

    def ended(self, number: int) -> UserError:
        """Return the error of work that a signal (its number) ended."""
        if number in BROKEN:
            return UserError(f"{self.name}: {self.too_large} (or it is nested too deeply)")
        return UserError(f"{self.name}: {self.too_long}")


def seconds(size: int) -> float:
    """Return the seconds that work on a file of `size` bytes gets."""
    return SECONDS + size / BYTES


def confined(limits: Limits, work: Callable[..., Any], *args: Any, alone: bool = False) -> Any:
    """Return what `work` returns for `args`, worked out in a child process.

    Parameters
    ----------
    limits : Limits
    work : callable
        Its result, like `args`, is anything that can be pickled.
    alone : bool
        Whether it is no Python: then nothing can tell where it was when its time was up, and what it says on
        standard error is no user's business.

    Raises
    ------
    UserError
        What `work` raised, or that it took more than it may.
    Exception
        Any other one of `work`'s.
    """
    if not hasattr(os, "fork"):
        return work(*args)
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _work(theirs, limits, work, args, alone=alone)
    os.close(theirs)
    try:
        told = _all_of(ours, time.monotonic() + PATIENCE * limits.seconds)
    finally:
        os.close(ours)
        # It has said all, or shall say no more.
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not told:
        raise limits.ended(os.WTERMSIG(status) if os.WIFSIGNALED(status) else signal.SIGABRT)
    good, result = pickle.loads(told)  # noqa: S301  of our own child, which runs our code alone
    if good:
        return result
    raise result


def _all_of(pipe, deadline):
    # All or nothing: the length comes first, and a child that was ended halfway has said nothing.
    parts = []
    while (left := deadline - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        part = os.read(pipe, 1 << 20)
        if not part:
            break
        parts.append(part)
    told = b"".join(parts)
    return told[8:] if len(told) - 8 == int.from_bytes(told[:8], "big") else b""


def _work(pipe, limits, work, args, *, alone):
    # The child's whole life; it never returns, and nothing that its parent would do at its end is done twice.
    try:
        told = _told(limits, work, args, alone=alone)
        told = len(told).to_bytes(8, "big") + told
        while told:
            told = told[os.write(pipe, told) :]
    finally:
        os._exit(0)


def _told(limits, work, args, *, alone):
    try:
        _confine(limits, alone=alone)
        return pickle.dumps((True, work(*args)))
    except MemoryError:
        return pickle.dumps((False, UserError(f"{limits.name}: {limits.too_large}")))
    except UserError as error:
        return pickle.dumps((False, UserError(str(error))))
    except Exception as error:  # noqa: BLE001  whatever it is, the parent deals with it
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301  as above
        except Exception:  # noqa: BLE001  an exception that cannot travel
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return pickle.dumps((False, error))


def _confine(limits, *, alone):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    if alone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    else:
        signal.signal(signal.SIGXCPU, lambda *_: _over(limits))
    for kind, bound in _bounds(limits, _taken()):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError, OSError):  # a system that knows this bound and does not hold it
            resource.setrlimit(
                kind, bound if hard == resource.RLIM_INFINITY else [min(one, hard) for one in bound]
            )


def _over(limits):
    raise UserError(limits.too_long)


def _bounds(limits, taken):
    # Who is told that its time is up has two seconds to say where it was.
    whole = max(round(limits.seconds), 1)
    yield resource.RLIMIT_CPU, (whole, whole + 2)
    yield resource.RLIMIT_DATA, (taken + limits.memory,) * 2
    yield resource.RLIMIT_CORE, (0, 0)


def _taken():
    # Bytes that this process may write to already, as the system counts them for the bound.
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmData:")[2].split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return 0


def program(limits: Limits, command: list[str], text: bytes) -> tuple[int, bytes, bytes]:
    """Run another program on a text, with these bounds and without a way to the network.

    Returns
    -------
    code : int
    out, err : bytes
        What it wrote.

    Raises
    ------
    UserError
        It took more than it may.
    """
    import subprocess  # noqa: PLC0415  for those who run a program

    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | OFFLINE,
    ) as process:
        if hasattr(resource, "prlimit"):
            for kind, bound in _bounds(limits, 0):
                with contextlib.suppress(ProcessLookupError, ValueError, PermissionError):
                    resource.prlimit(process.pid, kind, bound)
        try:
            out, err = process.communicate(text, timeout=PATIENCE * limits.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise limits.ended(signal.SIGKILL) from None
        except BaseException:
            process.kill()
            raise
    if process.returncode < 0:
        raise limits.ended(-process.returncode)
    return process.returncode, out, err
