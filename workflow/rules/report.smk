"""Report: values bound into the prose, and the PDF.

in   report/report.zh-TW.md.j2, report/claims.yaml, report/theme/, metrics/, tables/, figures/
out  claims.json, report/report.md, report/values.json, report/lint.txt, report/draft.pdf, report/report.pdf
"""

PROSE = ["report/report.zh-TW.md.j2", "report/claims.yaml"]
THEME = [f"report/theme/{file}" for file in ("report.typ", "report.lua", "citations.csl")]


rule claims:
    input:
        claims="report/claims.yaml",
        data=rules.evaluate.output[0],
    output:
        f"{R}/claims.json",
    log:
        f"{R}/logs/claims.log",
    params:
        code=digest("shilu.claims.assess"),
        environment=environment("numpy", "scipy"),
    shell:
        "exec python -m shilu.claims.assess"
        " --claims {input.claims}"
        " --data {input.data}"
        " --output {output}"
        " > {log} 2>&1"


rule fill:
    input:
        claims=rules.claims.output[0],
        template="report/report.zh-TW.md.j2",
        original="report/original.csv",
        tables=[rules.tables.output, rules.settings_table.output],
        # The report shows excerpts of the code that ran.
        sources=source.files("report/report.zh-TW.md.j2"),
    output:
        markdown=f"{R}/report/report.md",
        values=f"{R}/report/values.json",
    log:
        f"{R}/logs/fill.log",
    params:
        tables=lambda w, input: Path(input.tables[0]).parent,
        code=digest("shilu.template.fill"),
    shell:
        "exec python -m shilu.template.fill {input.template}"
        " --tables {params.tables} {input.original}"
        " --claims {input.claims}"
        " --output {output.markdown}"
        " --values {output.values}"
        " 2> {log}"


rule lint:
    input:
        prose=PROSE,
        values=rules.fill.output.values,
    output:
        f"{R}/report/lint.txt",
    log:
        f"{R}/logs/lint.log",
    params:
        code=digest("shilu.lint.findings"),
    # The findings are the log: shown where one is an error, kept with the results where all are warnings.
    shell:
        "python -m shilu.lint.findings {input.prose}"
        " --values {input.values}"
        " > {log} 2>&1"
        " && cp {log} {output}"


rule render:
    input:
        markdown=rules.fill.output.markdown,
        values=rules.fill.output.values,
        theme=THEME,
        references="report/references.yaml",
        figures=expand(rules.figure.output, figure=FIGURES),
    output:
        f"{R}/report/draft.pdf",
    log:
        f"{R}/logs/render.log",
    params:
        results=subpath(output[0], ancestor=2),
        code=digest("shilu.document.render"),
        environment=environment("pypandoc_binary", "typst"),
    shell:
        "exec python -m shilu.document.render {input.markdown} {output}"
        " --values {input.values}"
        " --folder {params.results}"
        " --theme report/theme"
        " --strict"
        " 2> {log}"


# Prose is linted while the PDF is made; one with an error leaves the last good report where it is.
rule publish:
    input:
        draft=rules.render.output[0],
        lint=rules.lint.output[0],
    output:
        f"{R}/report/report.pdf",
    log:
        f"{R}/logs/publish.log",
    shell:
        "(cp {input.draft} {output}.part && mv {output}.part {output}) 2> {log}"
