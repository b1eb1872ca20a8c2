# Every task of the project. `make` or `make help` lists them; continuous integration calls nothing else.

PYTHON ?= python3
VENV   ?= .venv
HOME_DIR ?= var/demo
PORT   ?= 8000
ARGS   ?=

BIN := $(VENV)/bin
PY  := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input
# A stamp is newer than the lock it was made from: a second run has nothing to do.
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
CODE := src tests benchmarks scripts migrations

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev demo serve test check fix openapi client docs bench bench-rows bench-publishing bench-reports migrate conformance open311-conformance smoke lock clean \
        check-format check-lint check-types check-imports check-openapi check-client check-breaking check-migrations check-docs

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  \033[36m%-18s\033[0m %s\n", $$1, $$2}'
	@echo "Variables: PYTHON=$(PYTHON) HOME_DIR=$(HOME_DIR) PORT=$(PORT) ARGS=…"

# -- environment ---------------------------------------------------------------------------------------------------

setup: $(RUN) ## Create .venv with the platform in it, from requirements.lock
setup-dev: $(DEV) ## Create .venv with the platform and the development tools, from requirements-dev.lock

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed and '$(PYTHON)' is not there. On Debian: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; '$(PYTHON)' is $$($(PYTHON) -V). Name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(VENV)

$(RUN): requirements.lock pyproject.toml | $(PY)
	@echo "Installing what the platform needs, hashes checked (about half a minute the first time)"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing the platform and the development tools, hashes checked (about a minute the first time)"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@$(PIP) install --quiet --no-deps --editable .
	@touch $(RUN) $@

# -- running -------------------------------------------------------------------------------------------------------

demo: setup ## Publish real data, check it, show what is stale, serve it until Ctrl-C
	@$(BIN)/plateforme demo --home $(HOME_DIR) --port $(PORT) $(ARGS)

serve: setup ## Serve the home folder of the demo
	@$(BIN)/plateforme serve --home $(HOME_DIR) --port $(PORT) $(ARGS)

migrate: setup ## Bring the database of the settings (PLATEFORME_*) to the present revision
	@$(BIN)/plateforme migrate $(ARGS)

# -- proving -------------------------------------------------------------------------------------------------------

test: setup-dev ## Run the tests, on SQLite and on a real PostgreSQL (ARGS="-k word" to choose)
	@$(BIN)/pytest -q $(ARGS)

check: setup-dev ## Format, lint, types, imports, drift of generated files, breaking changes, migrations, docs
	@failed=; for target in format lint types imports openapi client breaking migrations docs; do \
	  echo "── check-$$target"; $(MAKE) --no-print-directory check-$$target || failed="$$failed $$target"; \
	done; \
	if [ -n "$$failed" ]; then echo "check: failed:$$failed"; exit 1; else echo "check: all good"; fi

check-format: setup-dev
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Run: make fix"; exit 1; }
check-lint: setup-dev
	@$(BIN)/ruff check --quiet $(CODE)
check-types: setup-dev
	@$(BIN)/mypy
	@MYPYPATH=src:benchmarks $(BIN)/mypy --explicit-package-bases scripts benchmarks tests
check-imports: setup-dev
	@$(BIN)/lint-imports --config importlinter.ini --no-logo
check-openapi: setup-dev
	@$(BIN)/plateforme openapi --output openapi/v1.json --check
	@$(BIN)/plateforme openapi --surface open311 --output openapi/open311.json --check
check-client: setup-dev
	@$(BIN)/plateforme client --check
check-breaking: setup-dev
	@if [ -e openapi/released/v1.json ]; then \
	  $(BIN)/specshift diff --quiet --fail-on breaking openapi/released/v1.json openapi/v1.json; \
	else echo "Nothing has been released yet: no promise to compare with."; fi
check-migrations: setup-dev
	@$(PY) scripts/check_migrations.py
check-docs: setup-dev
	@$(PY) scripts/generate_docs.py --check

fix: setup-dev ## Format, and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format $(CODE)

conformance: setup-dev ## Send many generated requests at every operation (schemathesis; minutes)
	@CONFORMANCE_EXAMPLES=100 $(BIN)/pytest -q --timeout 1800 tests/contract/test_conformance.py $(ARGS)

open311-conformance: setup-dev ## Run the clients of Open311 that others wrote against a server, and write docs/open311-conformance.md
	@$(PY) scripts/open311_conformance.py

smoke: ## Build the wheel, install it alone from requirements.lock in a fresh folder, run the demo once with it
	@PYTHON=$(PYTHON) bash scripts/smoke.sh

bench: setup-dev ## Measure the server beside its peers in one run and print ratios
	@$(PY) benchmarks/run.py $(ARGS)

bench-rows: setup-dev ## Ask a million rows every kind of question, beside Datasette, ROAPI and the raw engines (minutes)
	@mkdir -p var/bench
	@$(PY) benchmarks/querying.py --profile --starve --kept --export --json var/bench/rows.json $(ARGS)

bench-publishing: setup-dev ## Measure publishing: a file to a served version, rules, row writes, changes (minutes)
	@for each in ingesting validating writing comparing; do \
	  echo "── $$each"; $(PY) benchmarks/$$each.py || exit 1; \
	done

bench-reports: setup-dev ## Measure street reports at a million, on both databases, beside bare SQL
	@$(PY) benchmarks/reporting.py $(ARGS)

# -- generating ----------------------------------------------------------------------------------------------------

openapi: setup-dev ## Write openapi/v1.json and openapi/open311.json from the code
	@$(BIN)/plateforme openapi --output openapi/v1.json
	@$(BIN)/plateforme openapi --surface open311 --output openapi/open311.json

client: openapi ## Write the client from openapi/v1.json
	@$(BIN)/plateforme client

docs: setup-dev ## Write the generated pages of docs/ and the index of decisions
	@$(PY) scripts/generate_docs.py

lock: setup-dev ## Resolve the dependencies anew and write both locks: exact versions, hashes, no addresses
	@$(PIP) install --quiet uv==0.13.9
	@$(BIN)/uv lock --upgrade
	@$(BIN)/uv export --quiet --frozen --format requirements-txt --no-emit-project --no-header --no-dev -o requirements.lock
	@$(BIN)/uv export --quiet --frozen --format requirements-txt --no-emit-project --no-header -o requirements-dev.lock

clean: ## Remove the environment, the caches and what was built; keep var/
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
