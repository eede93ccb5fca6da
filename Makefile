# Pledgetree: `make run` does the main job, `make test` passes the tests; both set everything up first.
# PYTHON=/path/to/python3.11 chooses the Python; without it the first one that is new enough is taken.
.DEFAULT_GOAL := help
.PHONY: help setup setup-check system run test proofs check format docs reference imports types lint cover lock clean
.NOTPARALLEL:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
HOUSEHOLDS ?= 60000
SEED ?= 2016
WORKERS ?= 2
TESTS ?= tests

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

setup: ## make .venv from the lock file: wheels only, hashes checked
	@PYTHON="$(PYTHON)" sh tools/setup.sh test

setup-check: ## the same with the programs of `make check` on top
	@PYTHON="$(PYTHON)" sh tools/setup.sh check

system: ## install the system programs that some tests need, or say how
	@sh tools/system.sh

run: setup ## the main job: a made-up nation, assessed and published, in build/run/latest
	@$(BIN)/python -m tools.run --households $(HOUSEHOLDS) --seed $(SEED)

test: setup ## all tests; those that miss a system program are listed as not run
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

proofs: setup ## longer proofs of the survey room: the outside checker, coverage; results are recorded in docs/
	@$(BIN)/python -m benchmarks.prove_draw
	@$(BIN)/python -m benchmarks.prove_coverage

check: system setup-check lint types imports docs ## everything that must hold before a change lands; the tests come last
	@PLEDGETREE_REQUIRE_SYSTEM=1 $(MAKE) test

lint: setup-check
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "ruff: run 'make format'"; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .

types: setup-check
	@$(BIN)/mypy

imports: setup-check
	@$(BIN)/lint-imports --no-cache --no-logo

docs: setup-check
	@$(BIN)/python -m tools.make_reference --check
	@$(BIN)/mkdocs build --strict

format: setup-check ## put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

reference: setup ## write the generated pages of docs/reference
	@$(BIN)/python -m tools.make_reference

cover: setup-check ## tests with branch coverage, in one process
	@$(BIN)/coverage run -m pytest $(TESTS)
	@$(BIN)/coverage report --skip-covered --show-missing

lock: ## write the lock files anew; UPGRADE=--upgrade renews every pin
	@UPGRADE="$(UPGRADE)" sh tools/lock.sh

clean: ## remove .venv, build and caches
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
