"""Exhibits: the tables and figures that the report shows.

in   metrics/replicas.csv, runs/, data/, report/original.csv
out  tables/*.csv with their schemas, figures/*.svg
"""

TABLES = ["accuracy", "dataset", "grid", "settings", "shown"]
PREDICTIONS = [f"{R}/figures/prediction-{dataset}.svg" for dataset in config["datasets"]]
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
        settings=fingerprint(config),
        code=digest("backprop.tables"),
    shell:
        "exec python -m backprop.tables"
        " --config {R}/config.json"
        " --replicas {input.replicas}"
        " --original {input.original}"
        " --output {R}/tables"
        " 2> {log}"


rule figure_prediction:
    input:
        shown=f"{R}/tables/shown.csv",
        runs=lambda w: [study.run_file(R, *job) for job in study.jobs(config) if job[1] == w.dataset],
    output:
        f"{R}/figures/prediction-{{dataset}}.svg",
    log:
        f"{R}/logs/figures/prediction-{{dataset}}.log",
    params:
        code=digest("backprop.figures"),
    shell:
        "exec python -m backprop.figures prediction"
        " --dataset {wildcards.dataset}"
        " --config {R}/config.json"
        " --results {R}"
        " --shown {input.shown}"
        " --output {output}"
        " 2> {log}"
