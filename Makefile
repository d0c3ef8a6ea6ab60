# `make report` runs the main job, `make test` passes the tests; both set up `.venv` first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: report test soak lint docs lock clean

report: $(STAMP)
	$(BIN)/crossings report seeds --out report --figures figures

test: $(STAMP)
	$(BIN)/python -m pytest

# The long forms of the tests behind docs/promises.md.
soak: $(STAMP)
	$(BIN)/python -m pytest -m soak

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(STAMP): requirements/lock.txt pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Crossings needs Python 3.11, 3.12 or 3.13; this is %d.%d. Try: make PYTHON=python3.12 $(MAKECMDGOALS)" % v)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

docs: $(STAMP)
	$(BIN)/python -m analysis.schemadocs > docs/tables.md

# Needs uv (pip install uv). One lock serves every supported Python and platform.
lock:
	uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url \
		--python-version 3.11 --extra dev pyproject.toml --output-file requirements/lock.txt

clean:
	rm -rf $(VENV) report .pytest_cache .mypy_cache .ruff_cache .hypothesis
