# Everything a person does here begins with `make`; `make help` lists it. Nothing but Python 3.11 or newer (with venv) and make is needed beforehand.

# Every start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; print("$(name)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))
BIN := .venv/bin
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
UV_LOCKED := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps
PIP_LOCKED := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps

BOTH_CORES := -n 2 --dist loadgroup

# What marks a text for extraction, beside gettext's usual names.
MARKS := N_ NP_:1c,2 Choice:2,3c lazy_gettext lazy_pgettext:1c,2 _l _p:1c,2

.PHONY: help run test quick long slow bench look lint types contracts messages vendor lock clean

help: ## list what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 16

run: .venv/ready .venv/translated ## set up what is missing and serve on http://127.0.0.1:8000 (PORT= and KAVLING_DATA= change it)
	@exec $(BIN)/kavling serve --prepare

test: .venv/dev .venv/translated lint types contracts ## set up what is missing and run everything
	$(BIN)/pytest $(BOTH_CORES) -m "not browser and not slow and not faults"
	$(BIN)/pytest $(BOTH_CORES) -m "not browser and not slow and not faults" --database postgresql
	$(BIN)/pytest -m "faults and not slow"
	$(BIN)/pytest -m "faults and not slow" --database postgresql
	$(BIN)/pytest -n 2 --dist worksteal -m "browser and not slow"

quick: .venv/dev .venv/translated ## unit and HTTP tests on SQLite, in under a minute
	$(BIN)/pytest $(BOTH_CORES) -q -m "not browser and not slow and not faults and not thorough"

long: .venv/dev .venv/translated ## what takes too long for `make test`: the build machine runs it
	KAVLING_CRASH=10000,50 $(BIN)/pytest -m faults tests/faults/test_crash_loop.py
	KAVLING_CRASH=10000,50 $(BIN)/pytest -m faults tests/faults/test_crash_loop.py --database postgresql

slow: .venv/dev .venv/translated ## all hostile files, many claims at once, large files: on a quiet machine
	$(BIN)/pytest -m slow
	$(BIN)/pytest -m slow --database postgresql

bench: .venv/dev ## what we promise about speed
	$(BIN)/python -m benchmarks.import_lots

lint: .venv/dev ## style of code and templates
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates

types: .venv/dev ## mypy, strict
	$(BIN)/mypy

contracts: .venv/dev ## the arrows of docs/architecture.md
	$(BIN)/lint-imports

messages: .venv/dev ## collect new texts into the four catalogues
	$(BIN)/pybabel -q extract -F babel.cfg $(addprefix -k ,$(MARKS)) --no-location --sort-output --omit-header \
		-o translations/messages.pot site models templates
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations -D messages \
		--ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --no-wrap

look: .venv/dev .venv/translated ## picture every page in every language and width into var/look/ (PAGES="lots board": those)
	@$(BIN)/python -m tests.look.sheets $(PAGES)

vendor: .venv/dev ## renew the copies of others' scripts and our font (needs npm)
	$(BIN)/python static/vendor/renew.py

lock: .venv/tools ## renew the locked, hashed dependencies
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export -q --no-emit-project --no-header --no-default-groups --group build -o requirements.txt
	$(BIN)/uv export -q --no-emit-project --no-header --only-group dev -o requirements-dev.txt
	$(BIN)/uv export -q --no-emit-project --no-header --only-group tools -o requirements-tools.txt

clean: ## remove the environment; data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Debian packages venv apart from Python, and without it leaves half an environment behind.
.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Debian and Ubuntu: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { echo "Python's venv is missing. Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

# uv installs in a sixth of pip's time. Where it cannot be had, pip does all.
.venv/tools: .venv/made requirements-tools.txt
	@$(PIP_LOCKED) -r requirements-tools.txt || echo "uv cannot be had here; pip takes longer"
	@touch $@

.venv/locked: .venv/tools requirements.txt
	@echo "Installing the locked packages"
	@{ test -x $(BIN)/uv && $(UV_LOCKED) -r requirements.txt; } || $(PIP_LOCKED) -r requirements.txt
	@touch $@

# The project itself has no hash: it is this folder.
.venv/ready: .venv/locked pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/dev: .venv/ready requirements-dev.txt
	@echo "Installing the locked tools for tests"
	@{ test -x $(BIN)/uv && $(UV_LOCKED) -r requirements-dev.txt; } || $(PIP_LOCKED) -r requirements-dev.txt
	@touch $@

.venv/translated: .venv/ready $(CATALOGUES)
	@$(BIN)/python -m web.catalogues
	@touch $@
