"""What is done whenever Snakemake ends."""

import threading


def stop_timers():
    # Those of Snakemake's job rate would hold it for their whole time after the last job.
    for timer in threading.enumerate():
        if isinstance(timer, threading.Timer):
            timer.cancel()
