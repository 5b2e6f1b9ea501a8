"""Build the report a second time, elsewhere and in another environment, and compare every file.

The second build is in a temporary folder with blanks and Han in its name, with another time zone, locale,
hash seed, home, umask and number of cores; kernels are asked for that are not used, AVX-512 is off, and it
runs as another user where that one may read what it needs.  Every file of every stage is compared; of the
first that differs it is told which job made it, and the array, key or cell in it.  The exit code is 1 where
one differs.

Where portable bits are not to be had (SHILU_BITS=native), the numbers of the reports are compared instead:
one with an interval may differ by its half-width.
"""

import os
import shlex
import sys
import time
from pathlib import Path

from shilu import project
from shilu.archive import gather
from shilu.commands.builds import built
from shilu.errors import UserError
from shilu.runs import bits
from shilu.values.record import read_record
from shilu.verify import compare, sample, second

EXAMPLE = "  shilu verify\n  shilu verify --against accepted\n  shilu verify --sample 5"
ACCEPTED = "accepted"


def add_arguments(parser):
    """Tell the options."""
    parser.add_argument("--results", metavar="FOLDER", help="results to verify (default: the newest build)")
    parser.add_argument(
        "--against",
        choices=["results", ACCEPTED],
        default="results",
        help="compare with the results that are here, or with the checksums that `shilu accept` kept",
    )
    parser.add_argument(
        "--sample", metavar="N", type=_count, help="do only N random jobs again, of data and runs"
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, help="which jobs those are (default: others each time)"
    )


def _count(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def run(args):
    """Verify it; the exit code is 1 where something differs."""
    own = project.load(args.project)
    os.chdir(own.folder)
    own = project.load(own.file.name if own.file else None)
    results = Path(args.results) if args.results else _newest(own, args)
    begin = time.monotonic()
    outcome, what = _sampled(own, results, args) if args.sample else _built(own, results, args)
    sys.stderr.flush()
    sys.stdout.writelines(f"{line}\n" for line in outcome.lines)
    seconds = time.monotonic() - begin
    sys.stdout.write(f"{outcome.same}/{outcome.all} {what}, in {seconds:.0f} s\n")
    sys.exit(outcome.same != outcome.all)


def _newest(own, args):
    if args.against == ACCEPTED:
        return own.results  # what is accepted is of the project's own results
    return built(own)[0].folder.parent


def _copied(own, results):
    named = [path for path in (*own.sources, *own.tables, *own.fonts, own.theme) if path]
    files, notes = gather.sources(
        own.folder, own.results, [path for path in named if not _is_made(path, own)]
    )
    sys.stderr.writelines(f"warning: {note}\n" for note in notes)
    command = (own.build or "shilu build").replace("{results}", shlex.quote(str(results)))
    command = command.replace("{cores}", str(3 if os.cpu_count() != 3 else 2))
    # What the command reads of the results, such as what was asked for.
    files += [Path(word) for word in shlex.split(command) if Path(word).is_file() and Path(word) not in files]
    return files, command


def _is_made(path, own):
    return path.resolve().is_relative_to(own.results.resolve())


def _built(own, results, args):
    accepted = own.accepted / "checksums.txt"
    if args.against == ACCEPTED and not accepted.is_file():
        raise UserError(f"{accepted}: nothing is accepted yet; `shilu accept` keeps what is built")
    sources, command = _copied(own, results)
    with second.copied(own.folder.resolve(), [path.resolve() for path in sources]) as copy:
        env, user = second.environment(own.folder.resolve(), copy), second.other_user(copy)
        told = (
            "as another user" if user is not None else "as the same user (another may not read what it needs)"
        )
        sys.stderr.write(f"building again, {told}: {command}\n")
        second.run(command, copy, env, user)
        if args.against == ACCEPTED:
            return compare.checksums(accepted, copy / results), "files as accepted"
        if bits.wanted() == "native":
            pairs = [(report.values, copy / report.values) for report in own.reports(results)]
            outcomes = [compare.numbers(read_record(one), read_record(two)) for one, two in pairs]
            same, every = sum(one.same for one in outcomes), sum(one.all for one in outcomes)
            lines = [line for one in outcomes for line in one.lines]
            return compare.Outcome(same, every, lines), f"numbers within their intervals ({bits.mode()} bits)"
        return compare.folders(results, copy / results), "identical"


def _sampled(own, results, args):
    seed = args.seed if args.seed is not None else time.time_ns() % 1_000_000
    jobs = sample.chosen(results, args.sample, seed)
    sources, _ = _copied(own, results)
    with second.copied(own.folder.resolve(), [path.resolve() for path in sources]) as copy:
        env, user = second.environment(own.folder.resolve(), copy), second.other_user(copy)
        for job in jobs:
            sys.stderr.write(f"again: {next(iter(job['outputs']))}\n")
            sample.again(job, copy, env, user)
        return sample.compared(jobs, results, copy), f"identical (--seed {seed})"
