"""Training: all seeds and levels of one experiment, dataset and activation, stacked.

in   data/<sample>/<dataset>.npz
out  runs/<experiment>/<dataset>/<activation>.npz
"""


rule train:
    input:
        lambda w: study.data_of(config, w.experiment, w.dataset),
    output:
        f"{R}/runs/{{experiment}}/{{dataset}}/{{activation}}.npz",
    log:
        f"{R}/logs/train/{{experiment}}-{{dataset}}-{{activation}}.log",
    params:
        settings=lambda w: json.dumps(
            study.training(config, w.experiment, w.dataset, w.activation), sort_keys=True
        ),
        entry=lambda w: own_entry("activations", w.activation),
        code=lambda w: code("backprop.stages.train", BENT[w.activation]),
        environment=environment("numpy"),
    shell:
        job(
            "backprop.stages.train"
            " --data {input:q}"
            " --settings {params.settings:q} {params.entry}"
            " --output {output:q}"
        )
