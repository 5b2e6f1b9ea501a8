"""Exhibits: the tables and figures that the report shows.

in   the config, metrics/replicas.csv, runs/, data/, report/original.csv
out  tables/*.csv with their schemas, figures/*.svg
"""

TABLES = [
    *("accuracy", "border", "dataset", "failures", "grid", "numbers", "ranks", "ranks_total", "readings", "shown"),
]
FIGURES = exhibits.figures(config)


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
        settings=study.fingerprint([rules.evaluate.params.settings, study.titles(config)]),
        code=code("backprop.stages.tables", *LABELLED),
        environment=environment("numpy", "pandas", "scipy"),
    shell:
        job(
            "backprop.stages.tables"
            " --config {params.config:q}"
            " --replicas {input.replicas:q}"
            " --original {input.original:q}"
            " --output {params.tables:q}",
            "--settings {params.settings:q}",
        )


rule settings_table:
    output:
        table=f"{R}/tables/settings.csv",
        schema=f"{R}/tables/settings.schema.json",
    log:
        f"{R}/logs/settings_table.log",
    params:
        config=f"{R}/config.json",
        settings=study.fingerprint(config),
        code=code("backprop.stages.settings_table", *LABELLED),
        environment=environment("pandas"),
    shell:
        job(
            "backprop.stages.settings_table --config {params.config:q} --output {output.table:q}",
            "--settings {params.settings:q}",
        )


rule figure:
    input:
        lambda w: FIGURES[w.figure]["inputs"],
    output:
        f"{R}/figures/{{figure}}.svg",
    log:
        f"{R}/logs/figures/{{figure}}.log",
    params:
        kind=lambda w: FIGURES[w.figure]["kind"],
        options=lambda w: FIGURES[w.figure]["options"],
        settings=study.fingerprint([study.titles(config), config["evaluation"]["confidence"]]),
        code=lambda w: code("backprop.stages.figures", f"backprop.figures.kinds.{FIGURES[w.figure]['kind']}", *LABELLED),
        environment=environment("numpy", "matplotlib", "contourpy", "pillow", "fonttools", *FONTS),
    shell:
        job(
            "backprop.stages.figures {params.kind} {params.options} --output {output:q}",
            "--settings {params.settings:q}",
        )
