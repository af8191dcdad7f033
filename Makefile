# dayfly: `make help` lists what can be made. Every variable can be overridden.

B := build
ifeq ($(origin CC),default)
CC := gcc
endif
OTHER_CC ?= clang
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:9000

RUN_PACKAGES ?= gcc make pkg-config libc6-dev libcurl4-openssl-dev \
	libjansson-dev libmicrohttpd-dev zlib1g-dev python3 python3-venv ca-certificates curl
TEST_PACKAGES ?= clang libclang-rt-dev clang-format clang-tidy shellcheck libcmocka-dev \
	binutils procps strace jq util-linux iproute2 busybox-static musl-tools \
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-system-arm
# For test/conformance: AWS's Node client compiles C++.
CLIENT_PACKAGES ?= g++ cmake autoconf automake libtool

STANDARD := -std=c17 -D_GNU_SOURCE -I.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wundef \
	-Werror
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection

ifeq ($(SAN),1)
O := $(B)/san
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
HARDENING += -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS ?=
else
O := $(B)
CFLAGS ?= -O2 -g
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LDFLAGS ?=
endif
LINKING := -pie -Wl,-z,relro,-z,now,-z,noexecstack
COMPILE = $(CC) $(STANDARD) $(WARNINGS) $(HARDENING) $(CFLAGS)
LINK = $(CC) $(HARDENING) $(CFLAGS) $(LINKING) $(LDFLAGS)

COMMON := $(wildcard common/*.c common/*/*.c)
BOOTSTRAP := $(wildcard bootstrap/*.c bootstrap/*/*.c)
HOST := $(wildcard host/*.c host/*/*.c)
UNIT := $(filter-out test/unit/support/%,$(wildcard test/unit/*/*.c test/unit/*/*/*.c))
UNIT_SUPPORT := $(wildcard test/unit/support/*.c)
objects = $(patsubst %.c,$(O)/obj/%.o,$(1))
# All of a folder but its main(), for the unit tests.
rooms = $(filter-out %/main.o,$(call objects,$(1)))

BOOTSTRAP_LIBS := -lcurl -ljansson
HOST_LIBS := -lmicrohttpd -ljansson -lcurl -lz
# The n-th allocation can be made to fail: test/unit/support/failing.h.
UNIT_LIBS := -Wl,--wrap=realloc,--wrap=calloc -lcmocka

# What is made of a file in each folder of examples/ that has it.
made = $(patsubst examples/%/$(1),$(B)/examples/%/$(2),\
	$(wildcard examples/*/$(1)))
GO ?= go
RUSTC ?= rustc
BUN ?= $(CURDIR)/build/bin/bun
IN_GO := $(call made,main.go,handler)
IN_RUST := $(call made,main.rs,handler)
# Those whose compiler is missing are left out: `make deps` installs them all.
LEFT_OUT := $(if $(shell command -v $(GO)),,$(IN_GO)) \
	$(if $(shell command -v $(RUSTC)),,$(IN_RUST))
BUNDLES := $(call made,src/index.ts,function.bundle.js)
EXAMPLES := $(wildcard examples/*/)
EXAMPLES_MADE := $(call made,handler.c,handler) $(BUNDLES) \
	$(filter-out $(LEFT_OUT),$(IN_GO) $(IN_RUST))
EXAMPLE_LIBS_sign-s3 := -lcurl -ljansson
EXAMPLE_LIBS_hello-static := -static -ljansson

# QuickJS, from the sources in a pinned package. glibc's malloc, not musl's: with
# that a handler of 13 KB takes 1 ms more to load.
QJS ?= $(B)/bin/qjs
QJS_VERSION := 0.16.2
QJS_BRIDGE := $(patsubst bridge/%.js,$(B)/%-$(QJS_VERSION).bc,\
	$(wildcard bridge/qjs-*.js))
QJS_SOURCE := $(B)/quickjs
QJS_FILES := $(patsubst %,$(QJS_SOURCE)/%.c,quickjs libregexp libunicode dtoa \
	quickjs-libc qjs gen/standalone) layer/static/qjs.c
# As fast as -O2 alone, and its layer has less than 1 MB.
QJS_FLAGS ?= -static -O2 -s -falign-functions=1 -falign-jumps=1 \
	-fno-schedule-insns2 -fno-code-hoisting -fno-asynchronous-unwind-tables \
	-ffunction-sections -fdata-sections \
	-Wl,--gc-sections,--build-id=none,--wrap=js_std_eval_binary
QJS_COMMAND = $(CC) $(QJS_FLAGS) -w -funsigned-char -D_GNU_SOURCE -DNDEBUG \
	-DQUICKJS_NG_BUILD $(QJS_FILES)
QJS_STAMP = $(dir $(QJS)).$(notdir $(QJS))
QJS_TOLD = $(QJS_COMMAND) $$(cat layer/static/qjs.c layer/static/variants | cksum)

all: build ## everything that is built

build: $(O)/bootstrap $(O)/dayfly $(if $(wildcard $(B)/bin/qjs),$(QJS_BRIDGE)) ## build/bootstrap and build/dayfly (SAN=1: with sanitizers, in build/san)

$(O)/bootstrap: $(call objects,$(BOOTSTRAP) $(COMMON))
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS)

# What `make bench` holds the bootstrap against: all of it but two rooms.
$(B)/bench/without: $(call objects,test/bench/without.c $(filter-out \
		%/descendants.c %/self_check.c,$(BOOTSTRAP)) $(COMMON))
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS)

$(O)/dayfly: $(call objects,$(HOST) $(COMMON))
	$(LINK) -o $@ $^ $(HOST_LIBS)

# What objects are made by, in a file as old as that: $(call as_told,COMMAND)
# writes it when it is another.
as_told = @mkdir -p $(@D) && echo '$(1)' >$@.$$$$ && \
	if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi
$(O)/obj/command: always
	$(call as_told,$(COMPILE) $(LINKING) $(LDFLAGS))

$(O)/obj/%.o: %.c $(O)/obj/command
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

$(O)/unit/common/%: $(O)/obj/test/unit/common/%.o \
		$(call objects,$(UNIT_SUPPORT) $(COMMON))
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ -ljansson $(UNIT_LIBS)

$(O)/unit/bootstrap/%: $(O)/obj/test/unit/bootstrap/%.o \
		$(call objects,$(UNIT_SUPPORT) $(COMMON)) $(call rooms,$(BOOTSTRAP))
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS) $(UNIT_LIBS)

$(O)/unit/host/%: $(O)/obj/test/unit/host/%.o \
		$(call objects,$(UNIT_SUPPORT) $(COMMON)) $(call rooms,$(HOST))
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(HOST_LIBS) $(UNIT_LIBS)

unit: $(patsubst test/unit/%.c,$(O)/unit/%,$(UNIT))

# Each target asserts a promise of a parser; FUZZ_SECONDS=3600 for a long run.
FUZZ_SECONDS ?= 2
FUZZ_FLAGS := -O1 -g -fno-sanitize-recover=all -fsanitize=address,undefined
FUZZ_TARGETS := $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/*.c))
fuzz_objects = $(filter-out %/main.o,$(patsubst %.c,$(B)/fuzz/obj/%.o,$(1)))
FUZZ_COMPILE := clang $(STANDARD) $(WARNINGS) $(FUZZ_FLAGS) \
	-fsanitize=fuzzer-no-link
$(B)/fuzz/obj/command: always
	$(call as_told,$(FUZZ_COMPILE))

$(B)/fuzz/obj/%.o: %.c $(B)/fuzz/obj/command
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) -MMD -MP -c -o $@ $<

$(filter $(B)/fuzz/host_%,$(FUZZ_TARGETS)): \
		$(B)/fuzz/%: $(B)/fuzz/obj/test/fuzz/%.o \
		$(call fuzz_objects,$(HOST) $(COMMON))
	clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(HOST_LIBS)

$(filter-out $(B)/fuzz/host_%,$(FUZZ_TARGETS)): \
		$(B)/fuzz/%: $(B)/fuzz/obj/test/fuzz/%.o \
		$(call fuzz_objects,$(BOOTSTRAP) $(COMMON))
	clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(BOOTSTRAP_LIBS)

fuzz: $(FUZZ_TARGETS) ## replay test/fuzz/corpus, then fuzz every parser for FUZZ_SECONDS (2) each
	@FUZZ_SECONDS=$(FUZZ_SECONDS) test/fuzz/run $^

# One file that needs nothing beside it: musl, and a libcurl that speaks nothing
# but HTTP. No stamp of time, no name of a folder is in it. musl's ioctl takes an
# int, which the kernel's numbers overflow.
ARCH ?= $(shell uname -m)
MACHINE := $(patsubst amd64,x86_64,$(patsubst arm64,aarch64,$(ARCH)))
STATIC_PACKAGES ?= gcc make libc6-dev musl-tools python3 ca-certificates $(if \
	$(filter-out $(shell uname -m),$(MACHINE)),gcc-$(subst _,-,$(MACHINE))-linux-gnu)
S := $(B)/static
STATIC_LIB := $(S)/lib-$(MACHINE)
STATIC_FLAGS := -Os -flto=auto -frandom-seed=$$< -Wno-overflow -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -ffile-prefix-map=$(CURDIR)=. \
	-isystem $(B)/curl/include -isystem layer/static/jansson \
	-isystem $(S)/jansson/src -isystem $(STATIC_LIB)/host
# What is made read-only after the start must fill pages, of 64 KiB there.
STATIC_LINK_aarch64 := ,-z,norelro
STATIC_LINKING := -static -no-pie -s \
	-Wl,--gc-sections,--build-id=none,-z,noexecstack$(STATIC_LINK_$(MACHINE))
static: deps-static ## build/static/ARCH/bootstrap: one file for any Linux (ARCH=aarch64 or arm64: for that machine)
	@BUILD=$(B) layer/static/libs $(MACHINE)
	@$(MAKE) --no-print-directory -s O=$(S)/$(MACHINE) CC=$(STATIC_LIB)/cc \
		HARDENING='-fno-pie -fstack-protector-strong' \
		CFLAGS='$(STATIC_FLAGS)' BOOTSTRAP_LIBS='-L$(STATIC_LIB) -lcurl -ljansson' \
		LINKING='$(STATIC_LINKING)' \
		$(S)/$(MACHINE)/bootstrap

# The same for the host, after 40 s of libmicrohttpd's configure, once.
static-host: static ## build/static/ARCH/dayfly: the host as one file too
	@test/deps packages xz-utils bzip2
	@BUILD=$(B) layer/static/libs-host $(MACHINE)
	@$(MAKE) --no-print-directory -s O=$(S)/$(MACHINE) CC=$(STATIC_LIB)/cc \
		HARDENING='-fno-pie -fstack-protector-strong' \
		CFLAGS='$(STATIC_FLAGS)' \
		HOST_LIBS='-L$(STATIC_LIB)/host -lmicrohttpd -lz -L$(STATIC_LIB) -lcurl -ljansson' \
		LINKING='$(STATIC_LINKING)' $(S)/$(MACHINE)/dayfly

known-arch:
	@case $(MACHINE) in x86_64 | aarch64) ;; *) echo "ARCH is \"$(ARCH)\":" \
	"it must be x86_64 (amd64) or aarch64 (arm64)" >&2; exit 1 ;; esac

deps-static: known-arch
	@test/deps packages $(STATIC_PACKAGES)
	@test/deps rust
	@BUILD=$(B) test/deps sources

# A copy of every example, compiled or bundled where that is needed.
examples: $(EXAMPLES_MADE)
	@mkdir -p $(B)/examples
	@cp -R $(EXAMPLES:/=) $(B)/examples/
	@for handler in $(LEFT_OUT); do rm -rf "$${handler%/*}"; \
		echo "examples: $${handler%/*} left out, its compiler is missing (make deps installs it)"; done

$(B)/examples/%/handler: examples/%/handler.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -o $@ $< $(EXAMPLE_LIBS_$*)

$(B)/examples/%/handler: examples/%/main.go
	@mkdir -p $(@D)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags=-s -o $@ $<

$(B)/examples/%/handler: examples/%/main.rs
	@mkdir -p $(@D)
	$(RUSTC) -O -C strip=symbols -o $@ $<

bundle: $(BUNDLES) ## one function.bundle.js for each example with TypeScript sources in src/

.SECONDEXPANSION:
$(BUNDLES): $(B)/examples/%/function.bundle.js: \
		$$(wildcard examples/%/src/*.ts examples/%/public/*)
	@[ -x $(BUN) ] || { echo "bundle: $(BUN) is missing: make deps" >&2; exit 1; }
	@mkdir -p $(@D)
	$(BUN) build --target=node --format=esm --outfile=$@ examples/$*/src/index.ts

qjs: ## build/bin/qjs, a small JavaScript engine (for another machine: CC=COMPILER QJS=FILE)
	@BUILD=$(B) test/deps toolchains
	@BUILD=$(B) test/deps sources
	@$(MAKE) --no-print-directory -s qjs-engine
	@$(MAKE) --no-print-directory -s $(QJS_BRIDGE)

$(QJS_SOURCE)/quickjs.c:
	@echo "$@ is missing: make qjs" >&2; exit 1

$(QJS): $(QJS_SOURCE)/quickjs.c
	@mkdir -p $(@D)
	@echo "building $@ (20 s)" >&2
	@$(QJS_COMMAND) $$(layer/static/variants $(CC)) -o $@.new -lm -lpthread \
		>$@.log 2>&1 || { cat $@.log; exit 1; }
	@rm $@.log
	@mv $@.new $@
	@echo "$(QJS_TOLD)" >$(QJS_STAMP)

# One that was made in another way is made anew.
qjs-engine:
	@[ "$$(cat $(QJS_STAMP) 2>/dev/null)" = "$(QJS_TOLD)" ] || rm -f $(QJS)
	@$(MAKE) --no-print-directory -s $(QJS)

# The bridge, compiled: bridge/qjs.mjs looks for it under this name.
$(QJS_BRIDGE): $(B)/%-$(QJS_VERSION).bc: bridge/%.js $(B)/bin/qjs
	@[ "$$($(B)/bin/qjs --version)" = $(QJS_VERSION) ]
	@$(B)/bin/qjs test/compile.mjs $< $@

deps: ## what building and testing need, on Debian 12 (asks the network only for what is missing)
	@test/deps packages $(RUN_PACKAGES) $(TEST_PACKAGES) $(CLIENT_PACKAGES)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps interpreters
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps toolchains
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps venv
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps tools
	@$(MAKE) --no-print-directory -s qjs

deps-run:
	@test/deps packages $(RUN_PACKAGES)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps interpreters

run: deps-run ## serve the examples on ADDRESS (127.0.0.1:9000) and call one (CI=1: answer, then stop)
	@$(MAKE) --no-print-directory -s build examples
	@BUILD=$(B) ADDRESS=$(ADDRESS) host/run.sh

test: deps ## every test, ending in one line `N passed, N failed`
	@BUILD=$(B) CC=$(CC) OTHER_CC=$(OTHER_CC) test/run

# The promises of containment, each kept for so long that a rare race shows.
SOAK_EVENTS ?= 5000
soak: deps build ## SOAK_EVENTS (5000) events that hide what they leave, and as many that fill their folder
	@env -u NODE_EXTRA_CA_CERTS DAYFLY_SOAK_EVENTS=$(SOAK_EVENTS) \
		PATH="$(CURDIR)/$(B)/bin:$$PATH" $(B)/venv/bin/python -m pytest -q \
		-p no:cacheprovider --timeout 3600 test/e2e/test_containment.py \
		test/e2e/test_scratch_left.py -k "after_each_event or five_megabytes"

conformance: deps ## AWS's clients against the host, our bootstrap under the emulator; ends in a table (UPDATE=1: puts it into its README.md)
	@$(MAKE) --no-print-directory -s build
	@BUILD=$(B) TABLE=$(if $(UPDATE),--write,--check) test/run conformance; \
	status=$$?; echo; $(B)/venv/bin/python test/conformance/table.py; \
	exit $$status

lint: ## formatting, static analysis and the gates of test/gates
	@BUILD=$(B) CC=$(CC) COMPILE='$(STANDARD) $(WARNINGS)' test/lint

test-static: deps ## the end-to-end tests, whole, with the static bootstrap
	@BUILD=$(B) test/run static static_e2e

test-arm: deps build ## the bootstrap for aarch64 on an emulated machine of that kind
	@BUILD=$(B) test/run arm

test-foreign: deps ## the end-to-end tests with bootstrap and zips at /opt in a userland of musl's, as root and as nobody (builds a Python for it, once)
	@test/deps packages musl-tools busybox-static
	@$(MAKE) --no-print-directory -s build layer layer-qjs
	@BUILD=$(B) test/foreign/root
	@BUILD=$(B) test/run foreign

# Zips of what is unpacked at /opt: layer/build tells of versions and steps.
layer: static qjs ## build/dayfly-runtime-ARCH.zip; make layer-node NODE=20.20.2, layer-deno, layer-bun, layer-qjs: one with an interpreter
	@BUILD=$(B) test/deps interpreters
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) layer/build runtime

layer-qjs: known-arch qjs
	@[ $(MACHINE) = "$$(uname -m)" ] || { test/deps packages $(STATIC_PACKAGES) \
		libc6-dev-$(if $(filter aarch64,$(MACHINE)),arm64,amd64)-cross && \
		$(MAKE) --no-print-directory -s CC=$(MACHINE)-linux-gnu-gcc \
		QJS=$(B)/layer/fetched/qjs-$(MACHINE) qjs-engine; }
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) layer/build qjs

# layer-node, or of its steps one: layer-node-fetch, -verify, -unpack, -zip,
# -remove.
layer-%:
	@test/deps packages ca-certificates openssl python3
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) NODE=$(NODE) DENO=$(DENO_VERSION) \
		BUN=$(BUN_VERSION) layer/build $(subst -, ,$*)

release: ## build/release: both machines' zips and bootstraps, SHA256SUMS, SBOM, third-party notices
	@for arch in x86_64 aarch64; do for what in layer layer-qjs; do \
		$(MAKE) --no-print-directory -s $$what ARCH=$$arch || exit 1; \
	done; done
	@BUILD=$(B) QJS_VERSION=$(QJS_VERSION) $(PYTHON) layer/release.py

# On AWS, by its CLI: layer/deploy tells which variables each of them takes.
deploy-layer: ## publish the runtime layer on AWS; deploy-deno-layer and the like: that of an interpreter
	@BUILD=$(B) layer/deploy layer runtime

deploy-%-layer:
	@BUILD=$(B) layer/deploy layer $*

create-function: ## NAME=… CODE=folder ROLE=arn: a function on AWS, made or updated; then update-code, update-config, invoke, function-url, logs, delete
	@layer/deploy create

function-url: ## NAME=… AUTH=AWS_IAM or NONE, MODE=BUFFERED or RESPONSE_STREAM: its URL on AWS
	@layer/deploy url

update-code update-config invoke logs delete:
	@layer/deploy $@

# docker/image tells which variables each of them takes.
docker-stage: build examples
	@BUILD=$(B) docker/image stage

docker-lambda docker-rie docker-host docker-up: build examples
	@BUILD=$(B) docker/image $(@:docker-%=%)

docker-build docker-down:
	@BUILD=$(B) docker/image $(@:docker-%=%)

docker-images: ## images by `make docker-rie FUNCTION=hello` (lambda, rie, host, build), docker-up: three functions by compose
	@docker/image

test-docker: deps ## the images of docker/, with an engine of the tests' own (makes a Debian base first: minutes)
	@test/deps packages docker.io docker-compose iproute2 busybox-static debootstrap
	@BUILD=$(B) test/deps base
	@BUILD=$(B) test/deps emulator aarch64
	@$(MAKE) --no-print-directory -s build
	@$(MAKE) --no-print-directory -s static ARCH=aarch64
	@BUILD=$(B) test/docker/run test/docker/test_images.py

test-sam: deps ## the templates of layer/: sam validate, build and local invoke, deployed to moto
	@test/deps packages docker.io iproute2 busybox-static
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps sam
	@$(MAKE) --no-print-directory -s build layer layer-deno
	@BUILD=$(B) test/docker/run test/docker/test_sam.py

test-snippets: deps static ## the CDK and Terraform snippets of layer/README.md, run or read by real tools (190 MB to install)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps snippets
	@$(MAKE) --no-print-directory -s build layer ARCH=x86_64
	@BUILD=$(B) test/run snippets

# QUICK=1: a smoke run without a verdict. ROUNDS, SEED, ONLY=node,c narrow it;
# UPDATE=1 renews the README's chart; COST=1: what containment costs, alone.
BENCH := $(if $(QUICK),--quick) $(if $(COST),--cost) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	$(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY)) \
	$(if $(UPDATE),--chart test/bench/chart.svg)
bench: deps build $(if $(QUICK)$(COST),,static) ## time calls behind the emulator and the host, beside AWS's own clients (QUICK=1: shows that it runs)
	@$(if $(COST),,BUILD=$(B) test/conformance/build go node rust)
	@$(B)/venv/bin/python test/bench/compare.py $(BENCH)

clean: ## remove build/ (downloads too)
	rm -rf $(B)

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1: /p' $(MAKEFILE_LIST) | \
	while IFS=: read -r name text; do printf '%-16s%s\n' "$$name" "$$text"; done

-include $(shell find $(O)/obj $(B)/fuzz/obj -name '*.d' 2>/dev/null)

.SECONDARY:
.PHONY: all always known-arch build unit examples static static-host deps-static qjs qjs-engine deps deps-run run soak test test-static test-arm test-foreign \
	conformance fuzz lint layer release bundle bench \
	deploy-layer create-function function-url update-code update-config invoke logs delete \
	docker-stage docker-lambda docker-rie docker-host docker-build docker-up \
	docker-down docker-images test-docker test-sam test-snippets clean help
