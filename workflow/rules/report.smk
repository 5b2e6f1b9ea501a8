"""Report: values bound into the prose, and the PDF.

in   report/report.zh-TW.md.j2, report/theme/, tables/, figures/
out  report/report.md, report/values.json, report/report.pdf
"""

THEME = ["report/theme/report.typ", "report/theme/report.lua"]


rule fill:
    input:
        template="report/report.zh-TW.md.j2",
        original="report/original.csv",
        tables=rules.tables.output,
        # The report shows excerpts of the code that ran.
        sources=expand("src/backprop/{module}.py", module=["initialisation", "network", "unrolled"]),
    output:
        markdown=f"{R}/report/report.md",
        values=f"{R}/report/values.json",
    log:
        f"{R}/logs/fill.log",
    params:
        tables=lambda w, input: Path(input.tables[0]).parent,
        code=digest("shilu.fill"),
    shell:
        "exec python -m shilu.fill {input.template}"
        " --tables {params.tables} {input.original}"
        " --output {output.markdown}"
        " --values {output.values}"
        " 2> {log}"


rule render:
    input:
        markdown=rules.fill.output.markdown,
        values=rules.fill.output.values,
        theme=THEME,
        figures=FIGURES,
    output:
        f"{R}/report/report.pdf",
    log:
        f"{R}/logs/render.log",
    params:
        results=subpath(output[0], ancestor=2),
        code=digest("shilu.render"),
    shell:
        "exec python -m shilu.render {input.markdown} {output}"
        " --values {input.values}"
        " --folder {params.results}"
        " --theme report/theme"
        " --strict"
        " 2> {log}"
