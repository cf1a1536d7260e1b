# The whole house by name. `make` alone lists the names.

# The first of these that is Python 3.11 or newer; `make PYTHON=...` chooses another.
PYTHON ?= $(or $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done),python3)
INSTALLER ?= auto
SIZE ?= small
ONLY ?=

# Hashed, for every Python and platform at once, and without a word about where from.
UV_VERSION = 0.13.9
RESOLVE = UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 \
	--generate-hashes

.DEFAULT_GOAL := help
.PHONY: help setup run test laws trust words assets screens budgets bench lock

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile

setup: ## Install kvota into .venv (INSTALLER=uv or pip to insist)
	@$(PYTHON) -m tools.install --installer $(INSTALLER)

run: setup ## Start kvota with the demo company, until Ctrl-C
	@.venv/bin/kvota run

test: ## Check everything, minutes per leg (ONLY=types for one leg)
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m tools.run_tests $(ONLY)

laws: ## Try the laws with many more examples
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m pytest -m hypothesis --hypothesis-profile=laws -o timeout=1800 -n auto tests/domain tests/actions tests/analytics

trust: ## Try the sizes that take minutes each
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m tools.run_tests postgres-rest
	@.venv/bin/python -m pytest -m trust tests

words: ## Collect what kvota says and compile the four catalogues
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m tools.messages

assets: ## Rebuild the front-end files from package-lock.json (needs Node)
	npm ci
	npm run build

screens: ## Look at every screen in every language and theme, and take the pictures of docs/screens anew
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@CHROMIUM="$$(.venv/bin/python -m tools.find_chromium)" .venv/bin/python -m pytest -q -n auto -m cross tests/browser
	@.venv/bin/python -m tools.take_screens

budgets: ## Walk the journeys and write what each job takes into docs/budgets.md
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m tools.print_budgets

bench: ## Measure the workloads and print one table (SIZE=large)
	@$(PYTHON) -m tools.install --installer $(INSTALLER) --with-tests
	@.venv/bin/python -m benchmarks --size $(SIZE)

lock: ## Resolve the locks anew from pyproject.toml (needs uv; UPGRADE=--upgrade)
	$(RESOLVE) pyproject.toml --group build --output-file requirements.lock
	$(RESOLVE) pyproject.toml --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock
	echo 'uv==$(UV_VERSION)' | $(RESOLVE) - --output-file tools/uv.lock
