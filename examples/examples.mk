# The examples, compiled or bundled where that is needed.

GO ?= go
RUSTC ?= rustc
BUN ?= $(CURDIR)/build/bin/bun

# $(call made,SOURCE,OUTPUT): the OUTPUT of each example that has the SOURCE.
made = $(patsubst examples/%/$(1),$(B)/examples/%/$(2),\
	$(wildcard examples/*/$(1)))
IN_GO := $(call made,main.go,handler)
IN_RUST := $(call made,main.rs,handler)
# Examples whose compiler is missing are left out. `make deps` installs all.
LEFT_OUT := $(if $(shell command -v $(GO)),,$(IN_GO)) \
	$(if $(shell command -v $(RUSTC)),,$(IN_RUST))
BUNDLES := $(call made,src/index.ts,function.bundle.js)
# Those with a README are whole products, which are served by themselves.
EXAMPLES := $(filter-out $(dir $(wildcard examples/*/README.md)),\
	$(wildcard examples/*/))
EXAMPLES_MADE := $(call made,handler.c,handler) $(BUNDLES) \
	$(filter-out $(LEFT_OUT),$(IN_GO) $(IN_RUST))
EXAMPLE_LIBS_sign-s3 := -lcurl -ljansson
EXAMPLE_LIBS_hello-static := -static -ljansson

examples: $(EXAMPLES_MADE) ## build/examples: a copy of each example, ready to serve
	@mkdir -p $(B)/examples
	@cp -R $(EXAMPLES:/=) $(B)/examples/
	@for handler in $(LEFT_OUT); do rm -rf "$${handler%/*}"; \
		echo "examples: $${handler%/*} left out: its compiler is missing (make deps installs it)"; done

$(B)/examples/%/handler: examples/%/handler.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -o $@ $< $(EXAMPLE_LIBS_$*)

$(B)/examples/%/handler: examples/%/main.go
	@mkdir -p $(@D)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags=-s -o $@ $<

$(B)/examples/%/handler: examples/%/main.rs
	@mkdir -p $(@D)
	MAKEFLAGS= $(RUSTC) -O -C strip=symbols -o $@ $<

bundle: $(BUNDLES) ## function.bundle.js of each example with TypeScript sources in src/

# $(call bundle_rule,NAME): its bundle depends on all of its sources.
define bundle_rule
$(B)/examples/$(1)/function.bundle.js: \
		$(wildcard examples/$(1)/src/*.ts examples/$(1)/public/*)
	@[ -x $(BUN) ] || { echo "bundle: $(BUN) is missing: make deps" >&2; exit 1; }
	@mkdir -p $$(@D)
	$(BUN) build --target=node --format=esm --outfile=$$@ examples/$(1)/src/index.ts >/dev/null
endef
$(foreach name,$(patsubst examples/%/src/index.ts,%,\
	$(wildcard examples/*/src/index.ts)),$(eval $(call bundle_rule,$(name))))

.PHONY: examples bundle
