# weakties: everything a newcomer types. Each target does its own set-up into .venv/.
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_HOME ?= demo-home

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types lock docs golden kills clean

help: ## show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): pyproject.toml requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "weakties needs Python 3.11 or newer; set PYTHON=/path/to/python3.x" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

demo: $(STAMP) ## a fictional network, end to end: import, identity, ties, whom to ask
	$(BIN)/weakties --home $(DEMO_HOME) demo

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest

check: $(STAMP) lint types test ## formatting, lint, types and tests

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

format: $(STAMP) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP) ## regenerate docs/tables.md from the warehouse's own comments
	$(BIN)/python -m warehouse.dictionary docs/tables.md

kills: $(STAMP) ## kill -9 at 290 moments of runs: is all whole, does the next run mend the rest (half an hour)
	$(BIN)/python benchmarks/kills.py

golden: $(STAMP) ## regenerate the connectors' golden files (look at the diff)
	$(BIN)/python -m pytest tests/connectors --regenerate-golden

lock: ## resolve again and write uv.lock and requirements/*.txt (needs uv)
	uv lock
	uv export --quiet --no-hashes --no-emit-project --no-annotate --no-header --no-dev -o requirements/run.txt
	uv export --quiet --no-hashes --no-emit-project --no-annotate --no-header -o requirements/dev.txt

clean: ## remove the virtual environment and the demo
	rm -rf $(VENV) $(DEMO_HOME)
