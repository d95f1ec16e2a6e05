# The few verbs: build · run · test · nightly · tools · check · lint · components · bench · install · clean

CARGO   ?= cargo
OUT     := $(or $(CARGO_TARGET_DIR),target)
BUNDLE  := $(OUT)/components/built-in.bundle
BINARY  := $(OUT)/release/openkoi
PREFIX  ?= $(HOME)/.local

# make run: the task, the directory it works in (a copy of a small project with failing tests if not given), the model.
TASK    ?= Make the failing tests pass
DIR     ?=
MODEL   ?=
SAMPLE  := components/reflex/samples/till

export OPENKOI_BUNDLE := $(abspath $(BUNDLE))

.PHONY: build run test nightly tools check lint components bench install clean
build: components
	$(CARGO) build --release --package openkoi

# Every component as one file that rides in the binary. Cargo decides what is out of date.
components:
	components/build
	$(CARGO) run --quiet --release --package openkoi-engine --bin bundle -- $(BUNDLE) components $(OUT)/components

run: build
	@set -eu; binary=$$(realpath $(BINARY)); dir='$(DIR)'; \
	if [ -z "$$dir" ]; then \
	    dir=$$(mktemp -d)/$(notdir $(SAMPLE)); cp -R $(SAMPLE) "$$dir"; \
	    echo "A copy of $(SAMPLE) is in $$dir" >&2; \
	fi; \
	cd "$$dir"; exec "$$binary" think $${TASK_WORDS:+"$$TASK_WORDS"} $(if $(MODEL),--model '$(MODEL)')
run: export TASK_WORDS = $(TASK)

# Tests run what users run: the release build.
NEXTEST := $(shell $(CARGO) nextest --version >/dev/null 2>&1 && echo yes)
WITH_TOOLS = PATH="$(abspath $(OUT))/tools/python/bin:$(abspath $(OUT))/tools/keyring/bin:$(abspath $(OUT))/tools/node/node_modules/.bin:$$PATH"
test: build tools
ifeq ($(NEXTEST),yes)
	$(WITH_TOOLS) $(CARGO) nextest run --release --workspace --no-fail-fast
	$(CARGO) test --release --workspace --doc
else
	$(WITH_TOOLS) $(CARGO) test --release --workspace --no-fail-fast
endif

# The long campaigns, each with its seed; OPENKOI_SEED names another.
nightly: build tools
	tests/tools $(OUT) nightly
	$(WITH_TOOLS) $(CARGO) nextest run --release --workspace --no-fail-fast --run-ignored ignored-only -E 'test(/nightly/)'

# What the projects of the tests are made with, set up once where it is missing.
tools:
	tests/tools $(OUT)

# The quick look before a commit.
check:
	$(CARGO) fmt --all --check
	$(CARGO) check --workspace --all-targets

lint: components
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings
	$(CARGO) test --release --package openkoi-tests --test architecture

bench: build
	$(CARGO) run --quiet --release --package openkoi-tests --bin bench

install: build
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/openkoi

clean:
	$(CARGO) clean
