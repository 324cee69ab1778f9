# Firstline's commands. `make` alone lists them.
#
# Two environments, each made on first use by scripts/environment and left alone until its lock
# changes: .venv runs the desk, .venv-dev holds the tools and the tests. Another Python than the
# first new enough one on the PATH: make up PYTHON=/path/to/python3

VENV ?= .venv
DEV ?= .venv-dev
# One test process per core; beyond eight, the PostgreSQL servers (one per process) cost more than they save.
WORKERS ?= logical

# Modules are compiled once and kept: else each process of a desk, and of a test, compiles them all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up install dev check lint format types contracts dependencies spelling test coverage chaos evals lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: install ## Install what is missing, then serve the desk on http://127.0.0.1:8000 (ARGS="--port 8080")
	@$(VENV)/bin/firstline up $(ARGS)

install: $(VENV)/.installed ## Make the environment that runs the desk
dev: $(DEV)/.installed ## Make the environment with the tools and the tests

$(VENV)/.installed: requirements.txt pyproject.toml scripts/environment
	@scripts/environment $(VENV) requirements.txt

$(DEV)/.installed: requirements-dev.txt pyproject.toml scripts/environment
	@scripts/environment $(DEV) requirements-dev.txt

check: lint types contracts dependencies spelling ## Run every linter and contract

lint: dev ## Check style and format
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check

format: dev ## Repair what ruff can repair
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format

types: dev ## Check types
	$(DEV)/bin/mypy

contracts: dev ## Check which room imports which
	$(DEV)/bin/lint-imports --no-logo

dependencies: dev ## Check that what is imported is declared, and what is declared is used
	$(DEV)/bin/deptry src

spelling: dev ## Check the spelling
	$(DEV)/bin/codespell

test: dev ## Run every test, on SQLite and on PostgreSQL (ARGS="tests/store -k inbox")
	$(DEV)/bin/pytest -n $(WORKERS) --maxprocesses=8 --dist worksteal $(ARGS)

# Tracing makes the tests take half as long again, so it is not part of each run.
coverage: dev ## Run them all and say which branches none of them takes
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report=term $(ARGS)"

chaos: dev ## Kill, freeze and cut off a desk under load, and hold it to what it said (ARGS="--tickets 2000 --seed 7")
	$(DEV)/bin/python -m tests.journeys.chaos $(ARGS)

# The desk's command line computes on one core; more would change the last digits.
evals: dev ## Say whether triage is as good as it was (ARGS="--only banking77"; FIRSTLINE_EVAL_DATA=... for public sets)
	OPENBLAS_NUM_THREADS=1 $(DEV)/bin/python -m evals.compare $(ARGS)

lock: ## Renew both lock files from pyproject.toml (needs uv)
	scripts/lock

clean: ## Remove the environments and the caches, never your data
	rm -rf $(VENV) $(DEV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache htmlcov
