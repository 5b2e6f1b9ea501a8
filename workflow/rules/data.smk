"""Data: for each seed a training set and a held-out set.

in   the config's samples
out  data/<sample>/<dataset>.npz
"""


rule data:
    output:
        f"{R}/data/{{sample}}/{{dataset}}.npz",
    log:
        f"{R}/logs/data/{{sample}}-{{dataset}}.log",
    params:
        settings=lambda w: json.dumps(study.sample(config, w.sample, w.dataset), sort_keys=True),
        entry=lambda w: own_entry("datasets", w.dataset),
        code=lambda w: code("backprop.stages.data", DRAWN[w.dataset]),
        environment=environment("numpy"),
    shell:
        job("backprop.stages.data --settings {params.settings:q} {params.entry} --output {output:q}")
