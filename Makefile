# dayfly. `make help` lists the targets. Every variable can be overridden.
# The rules for layers, images, examples and tests are in the *.mk files next to
# what they build (see "include" below).

# Every rule is written here; without the built-in ones make is ten times faster.
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all

B := build
OTHER_CC ?= clang
ifeq ($(origin CC),default)
CC := $(if $(filter 1,$(SAN)),$(OTHER_CC),gcc)
endif
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:9000

RUN_PACKAGES ?= gcc make pkg-config libc6-dev libcurl4-openssl-dev \
	libjansson-dev libmicrohttpd-dev libgnutls28-dev nettle-dev libyaml-dev \
	libsqlite3-dev libzip-dev zlib1g-dev python3 python3-venv \
	ca-certificates curl

STANDARD = -std=c17 -D_GNU_SOURCE -I. -I$(B) $(MHD_INCLUDE)
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wundef \
	-Werror
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection

# O is the folder of the outputs: build, or build/san with sanitizers.
ifeq ($(SAN),1)
O := $(B)/san
CFLAGS ?= -O1 -g -fno-omit-frame-pointer
HARDENING += -fsanitize=address,undefined -fno-sanitize-recover=all
# The fuzz targets are linked with the same objects (test/fuzz/fuzz.mk).
ifneq ($(findstring clang,$(CC)),)
HARDENING += -fsanitize=fuzzer-no-link
endif
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
BOOTSTRAP_LIBS := -lcurl -ljansson
HOST_LIBS = $(MHD_LIBS) $(MHD_TLS_LIBS) -ljansson -lcurl -lz -lyaml -lsqlite3 -lzip -lnettle

# $(call objects,SOURCES)
objects = $(patsubst %.c,$(O)/obj/%.o,$(1))
include $(wildcard host/http/microhttpd/microhttpd.mk)
# $(call record_command,COMMAND): a recipe that writes the command to the target,
# and only if it is another than before. Objects depend on that file, so other
# flags build them again.
record_command = @mkdir -p $(@D) && echo '$(1)' >$@.$$$$ && \
	if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi

### Build and run

all: build ## same as `make build`

build: programs ## build/bootstrap, build/dayfly and build/bridge (SAN=1: with sanitizers, in build/san)

programs: $(O)/bootstrap $(O)/dayfly

$(O)/bootstrap: $(call objects,$(BOOTSTRAP) $(COMMON))
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS)

$(O)/dayfly: $(call objects,$(HOST) $(COMMON)) $(MHD_OBJECTS)
	$(LINK) -o $@ $^ $(HOST_LIBS)

# The files of `dayfly init`, `dayfly event` and the page, as C code.
EMBEDDED := $(B)/gen/embedded_files.inc
EMBEDDED_FOLDERS := host/cli/templates host/cli/events host/page/web
$(call objects,host/base/embedded_file.c): $(EMBEDDED)
$(EMBEDDED): host/base/embed $(shell find $(EMBEDDED_FOLDERS) 2>/dev/null)
	@mkdir -p $(@D)/web
	@rm -f $(@D)/web/* && cp host/page/web/* $(@D)/web && gzip -9nk $(@D)/web/*
	@host/base/embed host/cli/templates host/cli/events $(@D)/web >$@.$$$$ && mv $@.$$$$ $@

$(O)/obj/command: always
	$(call record_command,$(COMPILE) $(LINKING) $(LDFLAGS))

$(O)/obj/%.o: %.c $(O)/obj/command
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

deps-run:
	@test/deps packages $(RUN_PACKAGES)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps interpreters

run: ## install, build, serve the examples on ADDRESS (127.0.0.1:9000), show three calls (CI=1: exit after them)
	@MAKE="$(MAKE)" BUILD=$(B) ADDRESS=$(ADDRESS) host/run.sh

picture: build ## host/picture.svg, the session at the top of README.md, recorded again
	@BUILD=$(B) $(PYTHON) host/picture.py host/picture.svg

page-picture: build ## host/page.png and host/page-dark.png, the page in Chromium, taken again
	@$(B)/venv/bin/python host/page/picture.py $(B)/dayfly host

clean: ## remove build/, downloads included
	rm -rf $(B)

# A heading is a line "### TEXT"; a target is listed if "## TEXT" follows it.
help: ## this list
	@awk '/^### / { print "\n" substr($$0, 5) } \
		match($$0, /^[a-z-]+:.*## /) { \
			printf "  %-16s%s\n", substr($$0, 1, index($$0, ":") - 1), \
				substr($$0, RLENGTH + 1) }' $(PARTS)

# The other rules. A part may be absent: an image is built from the sources only.
PARTS := Makefile $(wildcard bridge/bridge.mk examples/examples.mk \
	test/test.mk test/unit/unit.mk test/fuzz/fuzz.mk test/bench/bench.mk \
	layer/static/static.mk layer/static/qjs.mk layer/layer.mk \
	layer/deploy.mk docker/docker.mk contrib/install.mk)
include $(filter-out Makefile,$(PARTS))

# Which headers each object was built from.
-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)

.SECONDARY:
.PHONY: all always build programs deps-run run picture page-picture clean help
