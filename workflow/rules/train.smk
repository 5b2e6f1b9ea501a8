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
        code=digest("backprop.stages.train"),
        environment=environment("numpy"),
    shell:
        "exec python -m backprop.stages.train"
        " --data {input:q}"
        " --settings {params.settings:q}"
        " --output {output:q}"
        " 2> {log:q}"
