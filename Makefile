# Needs CPython 3.11 or later and make; everything else goes into .venv, from requirements.lock, checked by hash.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY  := $(VENV)/ready

.DEFAULT_GOAL := help
.PHONY: help demo test check campaign bench lock format clean

help:  ## show these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 14

demo: $(READY)  ## the whole round: out to agencies, and back to the fen; all in ./demo
	@$(BIN)/collectkit demo --force demo

test: check  ## everything CI asks: format, lint, types, layers, tests

check: $(READY)  ## the same
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo && $(BIN)/pytest -n 2 --dist worksteal

campaign: $(READY)  ## the laws with five thousand examples each, eighty million damaged lines, a thousand leaks, a thousand months, a million fees, ten thousand logs of contacts: two hours
	$(BIN)/pytest -n 2 --dist worksteal tests/laws tests/cli/test_canary.py tests/cli/test_canary_placement.py --hypothesis-profile=campaign
	$(BIN)/python -m tests.laws.damage --lines 1000000 --seeds 20
	$(BIN)/python -m tests.laws.leaks --files 1000
	$(BIN)/python -m tests.laws.commission --lines 1000000
	$(BIN)/python -m tests.laws.months --months 1000
	$(BIN)/python -m tests.laws.conduct --logs 10000 && $(BIN)/python -m tests.laws.conduct_persons --logs 10000

bench: $(READY)  ## measure against the plain polars copy, DuckDB, and other ciphers; figures for docs/performance.md
	$(BIN)/python benchmarks/run.py && $(BIN)/python benchmarks/gate.py && $(BIN)/python benchmarks/handover.py && $(BIN)/python benchmarks/roll.py && \
	  $(BIN)/python benchmarks/reconcile.py && $(BIN)/python -m benchmarks.commission && $(BIN)/python benchmarks/conduct.py && $(BIN)/python benchmarks/tokens.py && $(BIN)/python -m benchmarks.scan

format: $(READY)  ## format and mend what can be mended
	$(BIN)/ruff check --fix-only . ; $(BIN)/ruff format .

lock:  ## resolve requirements.lock anew, with hashes
	$(PYTHON) -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install uv==0.13.9
	$(VENV)/uv/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet --output-file requirements.lock

clean:  ## remove the environment, caches and the demo
	rm -rf $(VENV) demo out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is a copy of the lock: a touched but equal lock installs nothing.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "collectkit needs Python 3.11 or later: try make PYTHON=python3.12" >&2; exit 1; }
	@cat requirements.lock pyproject.toml | cmp -s - $(READY) || { \
	  echo "Setting up $(VENV) from requirements.lock ..." >&2; \
	  $(PYTHON) -m venv $(VENV) && \
	  $(PIP) install --require-hashes --only-binary=:all: -r requirements.lock && \
	  $(PIP) install --no-deps --no-build-isolation --editable . ; }
	@cat requirements.lock pyproject.toml > $(READY)
