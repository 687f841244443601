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

# The web apps need Node, which nothing else here does: whoever has none gets a server without them.
HAS_NODE := node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
WEB_SOURCES := $(shell find web \( -name node_modules -o -name build -o -name tests -o -path web/e2e -o -path web/tools \) -prune -o -type f -print)

web/node_modules/installed: web/package.json web/package-lock.json web/.npmrc
	@$(HAS_NODE) || { echo "The web apps need Node 20.19 or newer."; exit 1; }
	cd web && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

app/web/built: web/node_modules/installed $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

.PHONY: help run test check lint types schema web web-check browser-test screenshots web-codegen python-api wheel bench proof migrate migration demo lock

web: app/web/built ## build the console and the claim app into app/web (needs Node 20.19 or newer)

web-check: ## the compiler, the linter and the tests of web/, where Node is there
	@if $(HAS_NODE); then $(MAKE) --no-print-directory web && cd web && npm run --silent check && npm test --silent; \
	else echo "Skipped the checks of web/: they need Node 20.19 or newer."; fi

web/tools/codegen/node_modules/installed: web/tools/codegen/package.json web/tools/codegen/package-lock.json
	@$(HAS_NODE) || { echo "The generator needs Node 20.19 or newer."; exit 1; }
	cd web/tools/codegen && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

HAS_BROWSER := test -x "$${CHROMIUM:-/usr/bin/chromium}"

browser-test: .venv/installed ## both web apps in a real browser, where Node and Chromium are there
	@if $(HAS_NODE) && $(HAS_BROWSER); then $(MAKE) --no-print-directory web && cd web/e2e && node run.mjs; \
	else echo "Skipped the tests in a browser: they need Node 20.19 or newer, and Chromium."; fi

screenshots: app/web/built .venv/installed ## take the pictures of README and docs anew, from the demo data (needs Chromium)
	cd web/e2e && node screenshots.mjs

web-codegen: web/tools/codegen/node_modules/installed ## write the operations of web/sdk anew from schema.graphql
	cd web/tools/codegen && npm run --silent generate

clients/python-api/.venv/installed: clients/python-api/codegen.lock
	test -x clients/python-api/.venv/bin/python || $(PYTHON) -m venv clients/python-api/.venv
	clients/python-api/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r clients/python-api/codegen.lock
	@touch $@

python-api: clients/python-api/.venv/installed ## write the operations of clients/python-api anew from schema.graphql
	rm -rf clients/python-api/claimstead_api/generated
	cd clients/python-api && .venv/bin/ariadne-codegen > /dev/null && .venv/bin/python made_of.py > made-of

wheel: app/web/built .venv/installed ## build the wheel, web apps included, into dist/
	$(BIN)/python -m hatchling build --target wheel

run: .venv/installed ## start the server with demo data on 127.0.0.1:8000
	@if ! $(HAS_NODE); then echo "The web apps are not built: they need Node 20.19 or newer. All else works without."; \
	elif ! $(MAKE) --no-print-directory web; then echo "The web apps could not be built, see above. All else works without."; fi
	@exec $(BIN)/claimstead serve --demo

demo: .venv/installed-dev ## play the main job as a story against a fresh server
	@exec $(BIN)/claimstead demo

test: .venv/installed-dev ## run the tests (a PostgreSQL of their own, started and stopped by them)
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: lint types web-check test ## everything CI asks for

lint: .venv/installed-dev ## ruff and the import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: .venv/installed-dev ## mypy --strict
	$(BIN)/mypy

schema: .venv/installed ## write schema.graphql from the code; `make web-codegen` and `make python-api` write what is made of it
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

lock: .venv/installed-dev ## write the lock files anew from pyproject.toml and codegen.in (needs uv on the PATH)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet --extra build -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet --extra build --extra dev -o requirements-dev.lock
	uv pip compile clients/python-api/codegen.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --quiet -o clients/python-api/codegen.lock
