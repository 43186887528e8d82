# Nexa's commands. `make run` and `make test` need nothing but Debian 12, git, make, and root or sudo.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: help run test conformance build lint format asan tsan fuzz bench ui api setup clean

NODE := PATH="$(CURDIR)/.tools/node/bin:$$PATH"
JOBS ?= $(shell nproc)
LISTEN ?= 127.0.0.1:8080

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: build ## Build and start Nexa with a simulated fleet on http://127.0.0.1:8080
	@tools/run.sh "$(LISTEN)"

build: ## Build the optimised binary build/release/nexa and the page
	@tools/setup.sh build
	@tools/build.sh release nexa
	@tools/ui.sh

test: ## Unit, integration, web and browser tests
	@tools/setup.sh test
	@tools/build.sh dev all
	@tools/ui.sh
	@tools/test.py --build build/dev

conformance: ## The sandbox, and Nexa itself, against real API servers built from Go modules (minutes, once)
	@tools/setup.sh conformance
	@tools/build.sh dev nexa
	@tools/envtest/envtest.py build || [ $$? = 3 ]
	@tools/test.py --build build/dev --only conformance

lint: ## Layers, formats, clang-tidy, eslint, tsc, stale OpenAPI, bundle budget
	@tools/setup.sh lint
	@tools/lint.sh

format: ## Format all C++ sources
	@tools/setup.sh lint
	@git ls-files -co --exclude-standard 'src/*.cpp' 'src/*.hpp' 'bench/*.cpp' 'fuzz/*.?pp' | xargs clang-format-19 -i

asan: ## C++ tests under AddressSanitizer and UBSan
	@tools/setup.sh lint
	@tools/build.sh asan all
	@tools/test.py --build build/asan --only cpp

tsan: ## C++ tests under ThreadSanitizer
	@tools/setup.sh lint
	@tools/build.sh tsan all
	@TSAN_OPTIONS="suppressions=$(CURDIR)/tools/tsan.supp" tools/test.py --build build/tsan --only cpp

fuzz: ## A minute of libFuzzer for each parser of what clusters and users send (SECONDS=60)
	@tools/setup.sh lint
	@tools/build.sh fuzz fuzz
	@tools/fuzz.sh $(or $(SECONDS),60)

bench: ## Measure, beside the peers where they are present
	@tools/setup.sh bench
	@tools/build.sh release nexa
	@tools/build.sh bench bench_informer
	@bench/run.sh

api: ## Write api/openapi.json and the page's client types from it
	@tools/setup.sh build
	@tools/build.sh release nexa
	@build/release/nexa openapi > api/openapi.json
	@cd ui && $(NODE) npm run --silent api

clean: ## Remove what was built (data in var/ stays)
	rm -rf build ui/dist
