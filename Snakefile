"""The reproducible report: `snakemake --cores 4` trains, draws, binds and compiles; results/ holds it all.

config -> data -> runs -> metrics -> tables, figures -> report
"""

import json
import os
import shlex
import sys
from pathlib import Path

from backprop.figures import exhibits
from backprop.registry import ACTIVATIONS, DATASETS
from backprop.study import check, config as study, resolve
from shilu import config as schema, files, fonts, project
from shilu.runs.bits import environment
from shilu.runs.digest import digest
from shilu.template import excerpt as source
from shilu.document import look
from shilu.errors import UserError
from shilu.text import read_text
from shilu.values.table import schema_of
from snakemake.exceptions import WorkflowError


try:
    schema.read("config/config.yaml")  # Snakemake does not say which file is no YAML, nor where
except UserError as error:
    raise WorkflowError(error)


configfile: "config/config.yaml"


try:
    given = ["config/config.yaml", *workflow.overwrite_configfiles]
    paper = project.load("shilu.toml")
    asked = {"results": str(paper.results)} | config
    written = study.inherit(asked)
    wrong = schema.problems(written, workflow.source_path("workflow/schemas/config.schema.yaml"), given)
    wrong += check.problems(written, sound=not wrong)
    if wrong:
        raise UserError("\n".join(wrong))
    config = resolve.resolve(written)
    LEFT_OUT, ABSENT = resolve.left_out(written, config)
    # The intervals of the tables and of the claims have one level: the project's.
    config["evaluation"] = {**config["evaluation"], "confidence": paper.confidence}
    files.require_writable(config["results"])
except UserError as error:
    raise WorkflowError(error)

R = config["results"]
# The code of the datasets and activations is that of a stage which loads them; each of them is a root of its own.
DRAWN = {name: DATASETS.root(config["own"]["datasets"].get(name, name)) for name in config["datasets"]}
TRAINED = [*config["activations"], *(activation for *_, activation in study.jobs(config))]  # variants too
BENT = {name: ACTIVATIONS.root(config["own"]["activations"].get(name, name)) for name in TRAINED}
FONTS = [package.replace("_", "-") for package in fonts.FILES]
LABELLED = [*DRAWN.values(), *BENT.values()]
# The jobs' `python` is the one that runs Snakemake, also where its environment is not activated.
here = shlex.quote(str(Path(sys.executable).parent))
shell.prefix(f'PATH={here}:"$PATH"; exec '.replace("{", "{{").replace("}", "}}"))


include: "workflow/common.smk"
include: "workflow/trust.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/evaluate.smk"
include: "workflow/rules/exhibits.smk"
include: "workflow/rules/report.smk"


onstart:
    files.write_json(f"{R}/config.json", config)
    # What was asked for, in its order: with it as --configfile nothing is asked that was not (shilu.toml, `again`).
    files.write_text(f"{R}/asked.json", json.dumps(asked, ensure_ascii=False, indent=1) + "\n")
    for name in LEFT_OUT:
        logger.warning(f"experiments.{name}: none of its datasets or activations is in the study; it is left out")
    shown = [*(read_text(file) for file in PROSE), *(entry["options"] for entry in FIGURES.values())]
    for name in study.unused(config, " ".join(shown)):
        logger.warning(f"experiments.{name}: no figure, table or claim of the report shows it")


onsuccess:
    stop_timers()


onerror:
    show_failed_logs()
    stop_timers()


rule all:
    default_target: True
    input:
        # Everything, not the PDF alone: Snakemake deletes a job's outputs before it starts, and where the job then
        # fails it would find nothing to do next time, as long as the old PDF is there.
        [study.data_of(config, experiment, dataset) for experiment, dataset, _ in study.jobs(config)],
        rules.evaluate.input,
        rules.evaluate.output,
        rules.tables.output,
        rules.settings_table.output,
        expand(rules.figure.output, figure=FIGURES),
        rules.claims.output,
        rules.fill.output,
        rules.lint.output,
        rules.render.output,
        rules.publish.output,
