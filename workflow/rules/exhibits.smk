"""Exhibits: the tables and figures that the report shows.

in   the config, metrics/replicas.csv, runs/, data/, report/original.csv
out  tables/*.csv with their schemas, figures/*.svg
"""

TABLES = ["accuracy", "dataset", "grid", "shown"]
PREDICTIONS = [f"{R}/figures/prediction-{dataset}.svg" for dataset in config["datasets"]]
REPORTED = [job for job in study.jobs(config) if job[0] == "as_reported"]
FIGURES = [*PREDICTIONS, *(f"{R}/figures/{kind}.svg" for kind in ("curves", "distribution", "grid"))]


rule tables:
    input:
        replicas=rules.evaluate.output[0],
        original="report/original.csv",
    output:
        expand(f"{R}/tables/{{table}}.{{form}}", table=TABLES, form=["csv", "schema.json"]),
    log:
        f"{R}/logs/tables.log",
    params:
        config=f"{R}/config.json",
        tables=subpath(output[0], parent=True),
        settings=rules.evaluate.params.settings,
        code=digest("backprop.tables"),
        environment=environment("numpy", "pandas", "scipy"),
    shell:
        "exec python -m backprop.tables"
        " --config {params.config}"
        " --replicas {input.replicas}"
        " --original {input.original}"
        " --output {params.tables}"
        " 2> {log}"


rule settings_table:
    output:
        table=f"{R}/tables/settings.csv",
        schema=f"{R}/tables/settings.schema.json",
    log:
        f"{R}/logs/settings_table.log",
    params:
        config=f"{R}/config.json",
        settings=study.fingerprint(config),
        code=digest("backprop.settings_table"),
    shell:
        "exec python -m backprop.settings_table"
        " --config {params.config}"
        " --output {output.table}"
        " 2> {log}"


rule figure_prediction:
    input:
        shown=f"{R}/tables/shown.csv",
        runs=lambda w: [study.run_file(R, *job) for job in REPORTED if job[1] == w.dataset],
    output:
        f"{R}/figures/prediction-{{dataset}}.svg",
    log:
        f"{R}/logs/figures/prediction-{{dataset}}.log",
    params:
        config=f"{R}/config.json",
        results=subpath(output[0], ancestor=2),
        code=digest("backprop.figures"),
        environment=environment("numpy", "matplotlib"),
    shell:
        "exec python -m backprop.figures prediction"
        " --dataset {wildcards.dataset}"
        " --config {params.config}"
        " --results {params.results}"
        " --shown {input.shown}"
        " --output {output}"
        " 2> {log}"


rule figure_curves:
    input:
        [study.run_file(R, *job) for job in REPORTED],
    output:
        f"{R}/figures/curves.svg",
    log:
        f"{R}/logs/figures/curves.log",
    params:
        config=f"{R}/config.json",
        results=subpath(output[0], ancestor=2),
        code=digest("backprop.figures"),
        environment=environment("numpy", "matplotlib"),
    shell:
        "exec python -m backprop.figures curves"
        " --experiment as_reported"
        " --config {params.config}"
        " --results {params.results}"
        " --output {output}"
        " 2> {log}"


rule figure_distribution:
    input:
        replicas=rules.evaluate.output[0],
        accuracy=f"{R}/tables/accuracy.csv",
    output:
        f"{R}/figures/distribution.svg",
    log:
        f"{R}/logs/figures/distribution.log",
    params:
        config=f"{R}/config.json",
        confidence=config["evaluation"]["confidence"],
        code=digest("backprop.figures"),
        environment=environment("numpy", "matplotlib"),
    shell:
        "exec python -m backprop.figures distribution"
        " --experiment as_reported"
        " --config {params.config}"
        " --replicas {input.replicas}"
        " --accuracy {input.accuracy}"
        " --output {output}"
        " 2> {log}"


rule figure_grid:
    input:
        f"{R}/tables/grid.csv",
    output:
        f"{R}/figures/grid.svg",
    log:
        f"{R}/logs/figures/grid.log",
    params:
        code=digest("backprop.figures"),
        environment=environment("numpy", "matplotlib"),
    shell:
        "exec python -m backprop.figures grid"
        " --experiment grid"
        " --grid {input}"
        " --output {output}"
        " 2> {log}"
