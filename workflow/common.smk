"""What the rules share, and what is done whenever Snakemake starts, when a job fails, and when it ends."""

import logging as python_logging
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


def job(module, more=""):
    """Return the shell command of a rule that runs a module, with `more` options of `shilu.runs.job`."""
    results = shlex.quote(R).replace("{", "{{").replace("}", "}}")
    return (
        f"python -m shilu.runs.job --results {results} --log {{log:q}} --inputs {{input:q}} --outputs {{output:q}}"
        f" --code {{params.code}} --environment {{params.environment:q}} {more} -- {module}"
    )


def code(*roots):
    """Return the digest of the code of these roots, and the roots: what must run, and did when it is unchanged."""
    return " ".join([digest(*roots), *map(shlex.quote, roots)])


def own_entry(kind, name):
    """Return the option that names a dataset or activation of the user's own."""
    entry = config["own"][kind].get(name)
    return f"--entry {shlex.quote(entry)}" if entry else ""


def stop_timers():
    # Those of Snakemake's job rate would hold it for their whole time after the last job.
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.cancel()
