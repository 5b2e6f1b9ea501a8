"""What the rules share, and what is done whenever Snakemake starts, when a job fails, and when it ends."""

import fcntl
import logging as python_logging
import shutil
import threading

from snakemake.logging import LogEvent, get_event, logger as snakemake_logger

FAILED_LOGS = []


class RememberFailedLogs(python_logging.Handler):
    # With --quiet rules, Snakemake does not say why a job failed; without it, it says so before all that follows.
    def emit(self, record):
        if get_event(record) == LogEvent.JOB_ERROR:
            FAILED_LOGS.extend(record.__dict__.get("log") or ())


snakemake_logger.addHandler(RememberFailedLogs())


def show_failed_logs():
    for file in dict.fromkeys(map(str, FAILED_LOGS)):
        text = Path(file).read_text(encoding="utf-8", errors="replace").strip() if Path(file).is_file() else ""
        print(f"\nwhat the failed job said ({file}):\n{text or '(nothing)'}", file=sys.stderr)


def clear_stale_locks():
    # A build that was killed leaves Snakemake's lock.  This one ends with its process, however it ends: whoever holds
    # it is the only build here, and what else is locked is nobody's.
    folder = Path(workflow.basedir, ".snakemake")
    folder.mkdir(exist_ok=True)
    alive = (folder / "alive").open("w")
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        alive.close()  # another build runs: Snakemake says whether it is in the way
        return None
    shutil.rmtree(folder / "locks", ignore_errors=True)
    (folder / "locks").mkdir()
    return alive


def own_entry(kind, name):
    """Return the option that names a dataset or activation of the user's own."""
    entry = config["own"][kind].get(name)
    return f"--entry {shlex.quote(entry)}" if entry else ""


def stop_timers():
    # Those of Snakemake's job rate would hold it for their whole time after the last job.
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.cancel()


ALIVE = clear_stale_locks()
