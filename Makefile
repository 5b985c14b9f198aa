# What a person types. `make demo` and `make test` install what they need; see README.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# The front end: sources in assets/, bundled to assets/dist/, which the binary embeds.
ASSET_SOURCES := $(shell find assets -type f -not -path '*/node_modules/*' -not -path 'assets/dist/*')
DIST := assets/dist/app.css

.PHONY: build demo test soak bench lint assets fmt

## target/release/samband, assets embedded
build: $(DIST)
	cargo build --release --locked

## three organisations with invented people; ARGS="--listen 127.0.0.1:9000" and the like
demo: build
	"$${CARGO_TARGET_DIR:-target}"/release/samband demo $(ARGS)

## every behaviour once; ARGS goes to cargo test
test: $(DIST)
	tests/tools/install.sh
	tests/tools/run.sh $(ARGS)

## the long ones: thousands of seeds, random kills, load
soak: $(DIST)
	tests/tools/install.sh
	cargo test --release --locked -- --ignored --nocapture soak

## ratios against named references; BENCH=name for one of benches/*.sh
bench: build
	tests/tools/bench.sh $(BENCH)

## what a change must pass before it is shown to others
lint: $(DIST)
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	if cargo deny --version >/dev/null 2>&1; then cargo deny check bans licenses sources; \
	else echo 'cargo-deny is not installed: licences and banned crates were not checked'; fi

## the front end alone
assets: $(DIST)

fmt:
	cargo fmt

$(DIST): $(ASSET_SOURCES)
	cd assets && npm ci --no-audit --no-fund && npm rebuild esbuild && npm run build
	touch $@
