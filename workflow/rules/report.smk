"""Report: values bound into the prose, and the PDF.

in   report/report.zh-TW.md.j2, report/claims.yaml, shilu.toml, metrics/, tables/, figures/
out  claims.json, report/report.md, report/values.json, report/lint.txt, report/draft.pdf, report/report.pdf
"""

TEMPLATE = paper.templates[0]
PROSE = [TEMPLATE, paper.claims]
TYPED = Path("report/original.csv")


rule claims:
    input:
        claims=paper.claims,
        data=rules.evaluate.output[0],
    output:
        f"{R}/claims.json",
    log:
        f"{R}/logs/claims.log",
    params:
        absent=" ".join(["--absent", *ABSENT] if ABSENT else []),
        code=code("shilu.commands.claims"),
        settings=study.fingerprint(paper.tested_how),
        environment=environment("numpy", "scipy", "pyyaml"),
    shell:
        job(
            "shilu claims --claims {input.claims:q} --data {input.data:q} {params.absent} --output {output:q}",
            "--settings {params.settings:q}",
        )


rule fill:
    input:
        claims=rules.claims.output[0],
        template=TEMPLATE,
        original=TYPED,
        tables=[file for file in [*rules.tables.output, *rules.settings_table.output] if file.endswith(".csv")],
        schemas=[
            *(file for file in [*rules.tables.output, *rules.settings_table.output] if file.endswith(".json")),
            *(file for file in [schema_of(TYPED)] if file.is_file()),
        ],
        # The report shows excerpts of the code that ran.
        sources=source.files(TEMPLATE, [TEMPLATE.parent, paper.folder]),
    output:
        markdown=f"{R}/report/report.md",
        values=f"{R}/report/values.json",
    log:
        f"{R}/logs/fill.log",
    params:
        code=code("shilu.commands.fill"),
        settings=paper.lang,
        environment=environment("jinja2", "pyyaml"),
    shell:
        job(
            "shilu fill {input.template:q}"
            " --tables {input.tables:q} {input.original:q}"
            " --claims {input.claims:q}"
            " --output {output.markdown:q}"
            " --values {output.values:q}",
            "--settings {params.settings:q}",
        )


rule lint:
    input:
        prose=[*PROSE, "config/config.yaml"],  # the titles of experiments are shown too
        schemas=rules.fill.input.schemas,
        values=rules.fill.output.values,
        markdown=rules.fill.output.markdown,
    output:
        f"{R}/report/lint.txt",
    log:
        f"{R}/logs/lint.log",
    params:
        code=code("shilu.commands.lint"),
        settings=study.fingerprint([[pattern.pattern, reason] for pattern, reason in paper.literals]),
        environment=environment("pypandoc_binary", "pyyaml"),
    shell:
        job(
            "shilu lint {input.prose:q} {input.schemas:q}"
            " --values {input.values:q}"
            " --filled {input.markdown:q}"
            " --output {output:q}",
            "--settings {params.settings:q}",
        )


rule render:
    input:
        markdown=rules.fill.output.markdown,
        values=rules.fill.output.values,
        theme=[os.path.relpath(file) for file in (*look.files(paper.theme).values(), *look.FILTER)],
        references="report/references.yaml",
        figures=expand(rules.figure.output, figure=FIGURES),
    output:
        f"{R}/report/draft.pdf",
    log:
        f"{R}/logs/render.log",
    params:
        code=code("shilu.commands.render"),
        settings=study.fingerprint([paper.lang, *map(str, paper.fonts), os.environ.get("SOURCE_DATE_EPOCH")]),
        environment=environment("pypandoc_binary", "typst", *FONTS),
    shell:
        job(
            "shilu render {input.markdown:q} {output:q} --values {input.values:q} --strict",
            "--settings {params.settings:q}",
        )


# Prose is linted while the PDF is made; one with an error leaves the last good report where it is.
rule publish:
    input:
        draft=rules.render.output[0],
        lint=rules.lint.output[0],
    output:
        f"{R}/report/report.pdf",
    log:
        f"{R}/logs/publish.log",
    params:
        code=code("backprop.stages.publish"),
        environment=environment(),
    shell:
        job("backprop.stages.publish --draft {input.draft:q} --output {output:q}")
