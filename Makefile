# Viva: `make demo` tries it out without a token, `make test` runs every test.
# PYTHON=python3.13 chooses the interpreter, WORKERS=4 the number of test processes: one more than
# cores, since some of the tests wait for a browser. COVERAGE=1 holds the ratchet, and takes half as
# long again.

PYTHON ?=
WORKERS ?= 3
COVERAGE ?=
ARGS ?=
NAME ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --constraint constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test lint fmt bench screenshots clean

help:
	@echo 'make demo         try Viva in the browser, no token needed (ARGS="--port 9000 --no-open")'
	@echo 'make run          run the bot; settings come from .env (see .env.example)'
	@echo 'make test         run all tests (ARGS="-k streak" passes options to pytest, COVERAGE=1 measures)'
	@echo 'make lint         check style, types, layers, the Dockerfile and the question bank'
	@echo 'make fmt          mend what the linter can mend by itself'
	@echo 'make bench        measure against the baselines (NAME=answers runs one benchmark)'
	@echo 'make screenshots  take pictures of the demo for the README'
	@echo 'make clean        remove the virtual environment and all caches'

demo: $(VENV)/.installed-demo
	@$(BIN)/viva demo $(ARGS)

run: $(VENV)/.installed-demo
	@$(BIN)/viva run $(ARGS)

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal \
		$(if $(COVERAGE),--cov --cov-report=term:skip-covered) $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/viva bank lint

fmt: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.benchmarks $(NAME) $(ARGS)

screenshots: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.demo.screenshots $(ARGS)

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .ruff_cache \
		.pytest_cache .import_linter_cache

# The stamps make a second run quick: they are renewed only when what is to be installed changes.
# The build backend comes first and is pinned too, so that nothing is fetched behind pip's back.
$(VENV)/.installed-demo: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing Viva into $(VENV) ...'
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable '.[demo]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing Viva and its development tools into $(VENV) ...'
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable '.[demo,dev]'
	@touch $(VENV)/.installed-demo $@

$(BIN)/python:
	@for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$python -m venv --clear $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$python could not create $(VENV); on Debian or Ubuntu: apt install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo 'Viva needs Python 3.11 or newer; none of these is: $(or $(PYTHON),python3 python3.13 python3.12 python3.11).' >&2; \
	echo 'Install one and run make again, or name it: make demo PYTHON=/path/to/python3.13' >&2; \
	exit 1
