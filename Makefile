# Two commands do everything on a fresh machine: make demo, make test. Each makes its own environment in .venv.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := setup.py pyproject.toml $(wildcard btfast/_core/*.pyx btfast/_core/*.pxd btfast/_core/*.h)
SEED ?= 1
ROUNDS ?= 7

.PHONY: help demo test build lint docs bench bench-table fuzz annotate wheel ci-full clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: .venv/.demo ## environment, build, local venue, live books, figures at the end
	@$(BIN)/btfast demo

test: .venv/.dev ## environment, build, the whole suite, offline
	@$(BIN)/python -m pytest -q tests

build: .venv/.dev ## pip install -e .[dev], compiling the core

.venv/.made:
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check "setuptools>=77" "Cython>=3.1" "numpy>=2.0"
	@touch $@

.venv/.demo: .venv/.made $(SOURCES)
	@echo "building btfast …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e ".[sim,cli]"
	@touch $@

.venv/.dev: .venv/.made $(SOURCES)
	@echo "building btfast …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e ".[dev]"
	@touch $@ .venv/.demo

lint: .venv/.dev ## ruff, cython-lint, mypy --strict
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint btfast/_core
	$(BIN)/mypy --strict btfast benchmarks tests/typing

docs: .venv/.dev ## run every example in docs/, README.md and the docstrings
	@$(BIN)/python -m pytest -q --doctest-modules btfast --ignore=btfast/sim
	@$(BIN)/python -m pytest -q tests/test_docs.py

bench: .venv/.dev ## our own cases, and workloads W1 to W9 beside other libraries
	@$(BIN)/python -m pytest -q benchmarks --benchmark-only --benchmark-columns=median,stddev,rounds
	@$(BIN)/python -m benchmarks.table --rounds $(ROUNDS)

bench-table: .venv/.dev
	@$(BIN)/python -m benchmarks.table --rounds $(ROUNDS) --markdown build/table.md --json build/table.json

fuzz: .venv/.dev ## a long mutation fuzz, then the core under ASAN and UBSAN
	@PYTHON=$(BIN)/python tests/fuzz/run.sh

wheel: .venv/.dev ## build the wheel and the sdist into dist/
	@$(BIN)/python -m build --no-isolation -o dist .

annotate: .venv/.dev ## Cython's HTML beside the sources
	@$(BIN)/cython -3 -a btfast/_core/*.pyx

ci-full: ## lint, test, docs and wheel on every interpreter from 3.11 to 3.13, and once with bounds checks
	@tests/ci_full.sh

clean: ## everything that was built
	@rm -rf .venv build dist *.egg-info btfast/_core/*.c btfast/_core/*.so btfast/_core/*.html
