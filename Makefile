# The commands of this project. Each target calls a script; what it does is written there.

# Where `make run` serves and what it keeps: make run LISTEN=0.0.0.0:8080 DATABASE=sqlite:///srv/contacts.db
LISTEN ?= 127.0.0.1:3000
DATABASE ?= sqlite://data/chat-contacts.db
# With DEMO=1, `make run` begins with 10,000 believable contacts where there is none yet.
DEMO ?=
# Further arguments: of the server in `make run`, of cargo leptos watch in `make dev`, of the benchmark in `make bench`.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup build run dev check test bench

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what building needs and is not there yet
	@scripts/setup

build: setup ## Build the release binary, target/release/chat-contacts
	@scripts/build

run: build ## Build and serve http://127.0.0.1:3000 on data/chat-contacts.db (LISTEN, DATABASE, DEMO=1, ARGS)
	@mkdir -p data
	@target/release/chat-contacts serve --database "$(DATABASE)" --listen "$(LISTEN)" $(if $(filter-out 0,$(DEMO)),--demo) $(ARGS)

dev: setup ## Serve the debug build, rebuilt and reloaded at every change (cargo-leptos)
	@scripts/dev $(ARGS)

check: ## The quick checks: format, clippy for both features, unit tests, dependencies (cargo deny)
	@scripts/setup check
	@scripts/check

test: ## Every check and test, the browser's included
	@scripts/test

bench: ## Measure at a million contacts (ARGS)
	@scripts/bench $(ARGS)
