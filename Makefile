# Thin: each line is what you would type yourself.  `make help` lists the targets.
SHELL := /bin/bash
BIN := .venv/bin
BENCH := .venv-bench/bin
VALIDATOR := .venv-validator/bin
PYTHON ?= python3
CORES ?= $(shell nproc 2>/dev/null || echo 2)
FILE ?= in.md
WHAT ?= training
CASES ?= 5000
# Bars with elapsed times on a terminal; elsewhere a line for each finished step, and what failed.
LOGGER := $(shell test -t 2 && echo --logger rich || echo --quiet rules)

# By the environment, where a name may have blanks and quotation marks.
export FILE OUT KEY

# Without compiled modules every start of Python compiles its imports again: seconds, for each job.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: report quick long render test fuzz mutate torture verify accept archive archive-check bench lint clean help

report: $(BIN)/ready  ## the whole study and its PDF: results/report/report.pdf
	@$(BIN)/snakemake --cores $(CORES) $(LOGGER)

quick: $(BIN)/ready  ## the same report in small, in a minute: results/quick/report/report.pdf
	@$(BIN)/snakemake --cores $(CORES) $(LOGGER) --configfile config/quick.yaml

long: $(BIN)/ready  ## the report with more seeds and a recipe for Linear, in hours: results/long/report/report.pdf
	@$(BIN)/snakemake --cores $(CORES) $(LOGGER) --configfile config/long.yaml

render: $(BIN)/ready  ## any Markdown file to PDF: make render FILE=in.md OUT=out.pdf
	@$(BIN)/shilu render "$$FILE" $${OUT:+"$$OUT"}

test: $(BIN)/ready  ## everything that is checked: code style, units, the whole pipeline on the small config
	@$(BIN)/python -m pytest -n $(CORES) --dist loadfile --no-loadscope-reorder

mutate: $(BIN)/ready  ## whether the tests notice faults made on purpose: make mutate ARGS=--help
	@$(BIN)/python tests/mutations --jobs $(CORES) $(ARGS)

fuzz: $(BIN)/ready  ## damaged input of every kind to every command: make fuzz CASES=5000 (ten minutes)
	@SHILU_FUZZ=$(CASES) $(BIN)/python -m pytest -n $(CORES) tests/fuzz

verify: $(BIN)/ready  ## build it a second time elsewhere, and compare every file: make verify ARGS=--help
	@$(BIN)/shilu verify $(ARGS)

torture: $(BIN)/ready  ## a small build killed and damaged hundreds of times, for hours: make torture ARGS="--kills 6 --corruptions 20"
	@$(BIN)/python -m tests.torture $(ARGS)

accept: $(BIN)/ready  ## keep the numbers of results/ as the accepted ones, for `shilu diff`
	@$(BIN)/shilu accept

archive: $(BIN)/ready  ## the report and all that it was made from in one zip: make archive OUT=dist/backprop.zip KEY=~/.ssh/id_ed25519
	@$(BIN)/shilu archive "$${OUT:-dist/backprop.zip}" $${KEY:+--key "$$KEY"} $(ARGS)

archive-check: $(BIN)/ready $(VALIDATOR)/ready  ## that zip unpacked elsewhere: signature, bytes, numbers, checksums, and its crate by roc-validator
	@$(BIN)/shilu check "$${OUT:-dist/backprop.zip}" $${KEY:+--public-key "$$KEY.pub"}
	@place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT && $(BIN)/python -m zipfile -e "$${OUT:-dist/backprop.zip}" "$$place" && \
	(cd "$$place"/* && sha256sum --check --quiet checksums.sha256) && \
	$(VALIDATOR)/python tests/shilu/archive/validate.py "$$place"/*

bench: $(BENCH)/ready  ## times beside its peers: make bench WHAT=training|profile|kit|error_rates|pipeline|reference ARGS=--help
	@$(BENCH)/python -m benchmarks.$(WHAT) $(ARGS)

lint: $(BIN)/ready  ## code style alone
	@$(BIN)/ruff check && $(BIN)/ruff format --check

clean:  ## removes results and the record of runs, keeps the environment
	rm -rf .snakemake && git clean -fdXq results

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# The environment: made once, again when the lock changes.  uv installs it in seconds where pip takes a minute.
$(BIN)/ready: requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: $(PYTHON) is %d.%d; Python 3.11 or newer is needed: make PYTHON=python3.11 ..." % sys.version_info[:2])'
	@echo "making .venv with the locked packages (once; a few seconds with uv, a minute with pip)"
	@$(PYTHON) -m venv .venv
	@command -v uv >/dev/null || $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock || echo "uv is not to be had here; pip will do"
	@uv=$$(command -v uv || ls $(BIN)/uv 2>/dev/null); \
	install="$${uv:+$$uv pip install --python $(BIN)/python}"; install="$${install:-$(BIN)/pip install --disable-pip-version-check}"; \
	$$install -q --require-hashes -r requirements.lock && $$install -q --no-deps --no-build-isolation -e .
	@touch $@

# The peers are large, and nothing but the benchmarks needs them.  Of PyTorch it is the build without CUDA, which not
# every package index offers: where it cannot be had, the benchmark leaves it out and says so.
$(BENCH)/ready: $(BIN)/ready requirements-bench.lock requirements-bench-torch.lock
	@echo "making .venv-bench with JAX, PyTorch and scikit-learn (once; about 1 GB with the CPU build of PyTorch)"
	@$(PYTHON) -m venv .venv-bench
	@$(BENCH)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-bench.lock
	@$(BENCH)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-bench-torch.lock || echo "PyTorch is not to be had here; the benchmark goes on without it"
	@$(BENCH)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The validator of crates holds an older version of a library that Snakemake's progress bars need.
$(VALIDATOR)/ready: requirements-validator.lock
	@echo "making .venv-validator with roc-validator (once)"
	@$(PYTHON) -m venv .venv-validator
	@$(VALIDATOR)/pip install -q --disable-pip-version-check --require-hashes -r requirements-validator.lock
	@touch $@
