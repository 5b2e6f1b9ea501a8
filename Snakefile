"""The reproducible report: `snakemake --cores 4` trains, draws, binds and compiles; results/ holds it all.

config -> data -> runs -> metrics -> tables, figures -> report
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from backprop import study
from shilu import config as schema, files
from shilu.digest import digest
from shilu.errors import UserError
from snakemake.exceptions import WorkflowError


configfile: "config/config.yaml"


try:
    schema.check(config, workflow.source_path("workflow/schemas/config.schema.yaml"), workflow.configfiles)
    study.check(config)
    files.require_writable(config["results"])
except UserError as error:
    raise WorkflowError(error)

R = config["results"]
# The jobs' `python` is the one that runs Snakemake, also where its environment is not activated.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def fingerprint(settings):
    """Settings that are too long to be shown, as a parameter that reruns a rule when they change."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


onstart:
    files.write_json(f"{R}/config.json", config)


include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/exhibits.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        f"{R}/report/report.pdf",
