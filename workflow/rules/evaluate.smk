"""Evaluation: one row per trained replica.

in   runs/, data/
out  metrics/replicas.csv
"""


rule evaluate:
    input:
        runs=[study.run_file(R, *job) for job in study.jobs(config)],
        data=sorted({study.data_of(config, *job[:2]) for job in study.jobs(config)}),
    output:
        f"{R}/metrics/replicas.csv",
    log:
        f"{R}/logs/evaluate.log",
    params:
        config=f"{R}/config.json",
        results=subpath(output[0], ancestor=2),
        settings=study.fingerprint([[study.training(config, *job) for job in study.jobs(config)], config["evaluation"]]),
        code=code("backprop.stages.evaluate", *BENT.values()),
        environment=environment("numpy", "pandas", "scipy"),
    shell:
        job(
            "backprop.stages.evaluate"
            " --config {params.config:q}"
            " --results {params.results:q}"
            " --output {output:q}",
            "--settings {params.settings:q}",
        )
