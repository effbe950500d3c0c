# `make run` and `make test` work in a fresh clone: they set up whatever is not there yet.
# Wanted on the machine: Python 3.11 with its venv module, make, and a C compiler.

PYTHON      ?= python3.11
PROGRAM     ?= examples/checkout
REPORTS     ?= reports/$(notdir $(basename $(PROGRAM)))
PORT        ?= 8000
PYTEST_ARGS ?=

VENV   := .venv
BIN    := $(VENV)/bin
KERNEL := src/fairlead/analyses/_kernel

INSTALLED := $(VENV)/stamp-dependencies
EDITABLE  := $(VENV)/stamp-fairlead
COMPILED  := $(VENV)/stamp-kernel

# Byte code makes every later start several times faster, so installs must be allowed to write it.
unexport PYTHONDONTWRITEBYTECODE
# An environment that belongs to another Python must not leak into ours.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
# One compiler for the check of warnings and for the build, even if Python was built with another.
export CC
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup kernel run test lint types unit team bench update-golden format lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r target text; do \
	  printf '  make %-15s %s\n' "$$target" "$$text"; done

setup: $(COMPILED) ## install everything into .venv and compile the kernel

kernel: $(COMPILED) ## compile the C kernel again if it changed

# Findings (exit code 1) are part of an honest answer, not a failure of make.
run: setup ## answer the three questions, write both reports, then serve the application: make run PROGRAM=path
	@$(BIN)/fairlead report "$(PROGRAM)" --for both -o "$(REPORTS)" || [ $$? -eq 1 ]
	@if [ -t 1 ] && [ -z "$$CI" ]; then $(BIN)/fairlead serve --port $(PORT) --examples examples; \
	  else echo "Then, from a terminal: $(BIN)/fairlead serve --examples examples"; fi

test: lint types unit ## all checks and tests, as they run before a merge

lint: setup ## style, formatting, architecture, and the C compiler's warnings
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-cache --no-logo
	$(CC) -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror -fsyntax-only $(KERNEL)/*.c

types: setup ## static types
	$(BIN)/mypy src tests setup.py $(wildcard bench/*.py)

unit: setup ## the tests alone: make unit PYTEST_ARGS="-k schedule"
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

team: setup ## 16 editors for a minute on each database, servers and workers killed: nothing is lost
	FAIRLEAD_TEAM_SECONDS=60 $(BIN)/python -m pytest -n 0 -q tests/web/test_team.py

bench: setup ## every benchmark, each printing its table
	@for script in $(filter-out bench/natures.py bench/organisations.py bench/served.py bench/peer_%,$(wildcard bench/*.py)); do \
	  echo "== $$script"; $(BIN)/python "$$script" || exit 1; \
	done

update-golden: setup ## write the golden files anew, to be reviewed in the diff
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS) --update-golden

format: setup ## format the code and fix what can be fixed safely
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

# The resolver lives in a throw-away environment: it is not needed to build, run or test.
lock: ## resolve pyproject.toml again into requirements.lock
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet uv && \
	"$$tools/bin/uv" pip compile --quiet --no-config --upgrade --all-extras \
	  --python-version 3.11 --only-binary :all: --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate \
	  --output-file requirements.lock pyproject.toml && \
	! grep -n :// requirements.lock

clean: ## remove everything that make created
	rm -rf $(VENV) build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -f $(KERNEL)/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "Fairlead needs Python 3.11; '$(PYTHON)' is not that."; \
	  echo "Install it (Debian: apt-get install python3.11) or say where it is:"; \
	  echo "  make PYTHON=/path/to/python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot create a virtual environment: its venv or ensurepip module is missing."; \
	  echo "Install it (Debian: apt-get install python3.11-venv) and run make again."; exit 1; } >&2
	@command -v $(CC) >/dev/null || { \
	  echo "A C compiler is missing: there is no '$(CC)'."; \
	  echo "Install one (Debian: apt-get install gcc libc6-dev) and run make again."; exit 1; } >&2
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(EDITABLE): $(INSTALLED) pyproject.toml setup.py
	$(BIN)/pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(COMPILED): $(EDITABLE) setup.py $(wildcard $(KERNEL)/*.[ch])
	$(BIN)/python setup.py --quiet build_ext --inplace --force --build-temp $(VENV)/kernel
	@touch $@
