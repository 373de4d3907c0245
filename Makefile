# Each target makes the environment first, if it is not there or not of the present lock.
# `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check format bench soak lock clean

PYTHON := .venv/bin/python

# Compiling thousands of modules anew takes each process of ours longer than all that it does.
unexport PYTHONDONTWRITEBYTECODE

# `make run EXAMPLE=dealership` starts the second company, with its own database.
ifdef EXAMPLE
export BATON_KNOWLEDGE ?= examples/$(EXAMPLE)/knowledge
export BATON_PLAYBOOK ?= examples/$(EXAMPLE)/playbook
export BATON_VAR ?= var/$(EXAMPLE)
export BATON_DATABASE_URL ?= sqlite:///var/$(EXAMPLE)/baton.db
endif

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: export BATON_DEMO ?= yes
run: ## start the assistant with its demo people on http://127.0.0.1:8000
	@scripts/bootstrap run
	@$(PYTHON) -m bot.cli train
	@exec $(PYTHON) -m bot.cli run

test: ## every test, the fast ones first
	@scripts/bootstrap test
	@$(PYTHON) -m bot.cli train
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/faults
	@$(PYTHON) -m pytest tests/faults

check: ## lint, types, lock
	@scripts/bootstrap test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(PYTHON) scripts/check_lock.py

format: ## format the code
	@scripts/bootstrap test
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

bench: ## benchmarks, compared with Rasa's starter bot in the same run
	@scripts/bootstrap test
	@$(PYTHON) -m bot.cli train
	@$(PYTHON) -m benchmarks
	@$(PYTHON) -m benchmarks.answers
	@$(PYTHON) -m benchmarks.companies
	@$(PYTHON) -m benchmarks.scale
	@$(PYTHON) -m benchmarks.routing
	@$(PYTHON) -m benchmarks.deliveries

soak: ## 10,000 leads on each database with a fault every second; takes hours
	@scripts/bootstrap test
	@$(PYTHON) -m bot.cli train
	@$(PYTHON) -m tests.faults

lock: ## compile both locks anew from pyproject.toml
	@scripts/bootstrap lock

clean: ## remove the environment and what changes at run time
	rm -rf .venv var models/*.tar.gz models/fingerprint .pytest_cache .mypy_cache .ruff_cache
