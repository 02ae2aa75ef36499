# Everything is done by the small Python programs in tools/. ARGS goes to the program behind the target.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup dev demo test check lint format bench lock clean

help: ## Say what can be done
	@awk -F ':[^#]*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: ## Install what running needs: .venv, static/vendor, translations (nothing to do if they are current)
	@$(PYTHON) -m tools.setup core

dev: ## The same, with what the checks need
	@$(PYTHON) -m tools.setup dev

demo: setup ## Start with demonstration data on http://127.0.0.1:8000 (PORT=8001 for another port)
	@.venv/bin/tremplin demo $(ARGS)

test: dev ## Every check and every test, on SQLite, PostgreSQL and in the browser (ARGS="-k stays" for pytest)
	@$(VENV_PYTHON) -m tools.checks all $(ARGS)

check: dev ## The quick checks: style, format, types, floors
	@$(VENV_PYTHON) -m tools.checks fast

lint: dev ## Style only
	@.venv/bin/ruff check

format: dev ## Put the source in its shape
	@.venv/bin/ruff check --fix-only --quiet
	@.venv/bin/ruff format

bench: dev ## Measure
	@$(VENV_PYTHON) -m benchmarks.run $(ARGS)

lock: setup ## Pin packages again after a change of requirements/*.in or package.json (ARGS=--upgrade for newer ones)
	@$(PYTHON) -m tools.lock $(ARGS)

clean: ## Remove what set-up and tests made; the databases in var/ stay
	@rm -rf .venv static/vendor var/setup var/npm var/node var/pgserver var/lock var/tests
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} + -o -path './app/*' -name '*.mo' -exec rm -f {} +
