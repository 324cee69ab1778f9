# Firstline's commands. `make` alone lists them.
#
# Two environments, each made on first use by scripts/environment and left alone until its lock
# changes: .venv runs the desk, .venv-dev holds the tools and the tests. Another Python than the
# first new enough one on the PATH: make up PYTHON=/path/to/python3
# Node comes with both, as a Python package; scripts/ui.py runs it, and builds the inbox when ui/ has changed.

VENV ?= .venv
DEV ?= .venv-dev
# One test process per core; beyond eight, the PostgreSQL servers (one per process) cost more than they save.
WORKERS ?= logical

# Modules are compiled once and kept: else each process of a desk, and of a test, compiles them all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up install tools dev ui client check lint format types contracts dependencies spelling inbox test \
	journeys coverage chaos evals lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: install ## Install what is missing, then serve the desk on http://127.0.0.1:8000 (ARGS="--port 8080")
	@$(VENV)/bin/python -m scripts.ui build
	@$(VENV)/bin/firstline up $(ARGS)

install: $(VENV)/.installed ## Make the environment that runs the desk
tools: $(DEV)/.installed ## Make the environment with the tools and the tests

$(VENV)/.installed: requirements.txt pyproject.toml scripts/environment
	@scripts/environment $(VENV) requirements.txt

$(DEV)/.installed: requirements-dev.txt pyproject.toml scripts/environment
	@scripts/environment $(DEV) requirements-dev.txt

dev: tools ## Run the desk, and the inbox as it is written on http://127.0.0.1:5173
	@$(DEV)/bin/python -m scripts.dev

ui: tools ## Build the inbox, unless it is what ui/ says
	@$(DEV)/bin/python -m scripts.ui build

client: tools ## Write what the inbox knows of the API anew
	@$(DEV)/bin/python -m scripts.ui client

check: lint types contracts dependencies spelling inbox ## Run every linter and contract

lint: tools ## Check style and format
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check

format: tools ## Repair what ruff and prettier can repair
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format
	$(DEV)/bin/python -m scripts.ui npm run format

types: tools ## Check types
	$(DEV)/bin/mypy

contracts: tools ## Check which room imports which
	$(DEV)/bin/lint-imports --no-logo

dependencies: tools ## Check that what is imported is declared, and what is declared is used
	$(DEV)/bin/deptry src

spelling: tools ## Check the spelling
	$(DEV)/bin/codespell

inbox: tools ## Check the inbox: its types, style and rooms, and that its client is the API's
	$(DEV)/bin/python -m scripts.ui npm run check
	$(DEV)/bin/python -m scripts.ui client --check

test: tools ui ## Run every test, on SQLite and on PostgreSQL (ARGS="tests/store -k inbox")
	$(if $(ARGS),,$(DEV)/bin/python -m scripts.ui npm test)
	$(DEV)/bin/pytest -n $(WORKERS) --maxprocesses=8 --dist worksteal $(ARGS)

journeys: tools ui ## Run the journeys through the inbox in a browser, a part of the tests (ARGS="-k palette")
	$(DEV)/bin/pytest -n $(WORKERS) --maxprocesses=8 --dist worksteal tests/journeys/browser $(ARGS)

# Tracing makes the tests take half as long again, so it is not part of each run.
coverage: tools ## Run them all and say which branches none of them takes
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

chaos: tools ## Kill, freeze and cut off a desk under load, and hold it to what it said (ARGS="--tickets 2000 --seed 7")
	$(DEV)/bin/python -m tests.journeys.chaos $(ARGS)

# The desk's command line computes on one core; more would change the last digits.
evals: tools ## Say whether triage is as good as it was (ARGS="--only banking77"; FIRSTLINE_EVAL_DATA=... for public sets)
	OPENBLAS_NUM_THREADS=1 $(DEV)/bin/python -m evals.compare $(ARGS)

lock: ## Renew both lock files from pyproject.toml (needs uv)
	scripts/lock

clean: ## Remove the environments, the built inbox and the caches, never your data
	rm -rf $(VENV) $(DEV) src/firstline/web/ui ui/node_modules .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache htmlcov
