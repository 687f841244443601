# One word for each thing a person does here. `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help

help: ## list these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  \1\t/' | expand -t 12

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Claimstead needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help run test check lint types schema bench proof migrate migration demo lock

run: .venv/installed ## start the server with demo data on 127.0.0.1:8000
	@exec $(BIN)/claimstead serve --demo

demo: .venv/installed-dev ## play the main job as a story against a fresh server
	@exec $(BIN)/claimstead demo

test: .venv/installed-dev ## run the tests (a PostgreSQL of their own, started and stopped by them)
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: lint types test ## everything CI asks for

lint: .venv/installed-dev ## ruff and the import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: .venv/installed-dev ## mypy --strict
	$(BIN)/mypy

schema: .venv/installed ## write schema.graphql from the code
	$(BIN)/claimstead export-schema --output schema.graphql

migrate: .venv/installed ## bring the database to the newest migration
	$(BIN)/claimstead migrate

migration: .venv/installed-dev ## write the migration that the models need: make migration NAME=what_it_does
	$(BIN)/tortoise -c app.database.migrating.WRITING_CONFIG makemigrations -n $(NAME)
	$(BIN)/ruff format app/migrations

bench: .venv/installed-dev ## measure the hot paths and write bench/RESULTS.md
	$(BIN)/python -m bench

proof: .venv/installed-dev ## prove whole what the tests prove in small, which takes long, and write proof/RESULTS.md
	$(BIN)/python -m proof

lock: .venv/installed-dev ## write both lock files anew from pyproject.toml (needs uv on the PATH)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet --extra build -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet --extra build --extra dev -o requirements-dev.lock
