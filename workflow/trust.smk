"""Which results may be used: those that are as the record of their job says, and nothing but that record.

Snakemake's own notes lie elsewhere (.snakemake), do not travel with the results, and go by time stamps.  What the
record does not vouch for counts as left by a job that was killed, and is made again; what it vouches for counts as
made from inputs of this content, whatever the time stamps say.
"""

import fcntl
import functools

from shilu.runs import job as recorded, made
from snakemake.persistence import Persistence

HASHES = {}
TOLD = set()
LOCKS = []


def hash_of(name):
    if name not in HASHES:
        HASHES.update(made.hashes([name]))
    return HASHES[name]


def only_build_here():
    """Wait until no other build works in the results folder; sweep what one that was killed has left there.

    The lock ends with its process, however that ends.
    """
    Path(R).mkdir(parents=True, exist_ok=True)
    LOCKS.append(Path(R, ".lock").open("a"))
    try:
        fcntl.flock(LOCKS[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.warning(f"{R}: another build works here; waiting until it ends")
        fcntl.flock(LOCKS[-1], fcntl.LOCK_EX)
    files.sweep(R)


def hash_all():
    # Several files at a time, and each once.
    known = {name for record in made.records(R) for what in ("inputs", "outputs") for name in record[what]}
    HASHES.update(made.hashes(known))


@functools.cache
def number(dag):
    dag.update_jobids()  # a shell command can name its job's


def why_not(job):
    """Return why the outputs of a job cannot be used; nothing where they can, or are not there."""
    number(job.dag)
    args = recorded.parsed(job.shellcmd) if job.rule.shellcmd else None
    if args is None or not all(os.path.exists(name) for name in args.outputs):
        return ""
    record = made.read(made.file_of(args.outputs[0], R))
    return made.why_not(record, recorded.how(args), hash_of, args.inputs)


def tell(file, reason):
    # A change of the code concerns a hundred files: one stands for all.
    if reason not in TOLD:
        TOLD.add(reason)
        logger.info(f"made again: {file}, and what else is so: {reason}")


def begin(persistence, *arguments, warn_only=False, made=Persistence.__init__, **options):
    made(persistence, *arguments, warn_only=warn_only, **options)
    if not warn_only:  # a plan writes nothing, and waits for nobody
        only_build_here()
    hash_all()


async def incomplete(persistence, job, marked=Persistence.incomplete):
    found = await marked(persistence, job)
    reason = why_not(job) if workflow.is_main_process else ""
    if not reason:
        return found
    tell(job.output[0], reason)
    return list(job.output)


def input_checksums(persistence, job, path):
    return {hash_of(path)}


if workflow.is_main_process:
    Persistence.__init__ = begin
    Persistence.incomplete = incomplete
    Persistence.input_checksums = input_checksums
