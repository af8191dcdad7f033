# The bridge as interpreters load it: the modules joined, the rest copied.
# layer/static/qjs.mk adds the bytecode for qjs. This folder is tested, and shipped
# as `dayfly` in a layer.
BRIDGE := $(B)/bridge
ESBUILD ?= $(firstword $(wildcard $(B)/bin/esbuild build/bin/esbuild) \
	$(B)/bin/esbuild)
JOIN = @ESBUILD=$(ESBUILD) bridge/join

BRIDGE_COPIED := $(addprefix $(BRIDGE)/,function.bundle.js qjs.mjs)
BRIDGE_JOINED := $(addprefix $(BRIDGE)/,runtime.js stream.mjs template.mjs \
	web.mjs)
BRIDGE_PYTHON := $(BRIDGE)/runtime.py $(BRIDGE)/template.py
BRIDGE_QJS := $(patsubst %,$(BRIDGE)/qjs-%.js,runtime errors console stream)

# The library that makes an interpreter a template, for each machine with a
# compiler. It is linked with no library, so that it works with any glibc.
TEMPLATE := $(B)/template
TEMPLATE_HERE := $(shell uname -m)
TEMPLATE_CC_x86_64 ?= x86_64-linux-gnu-gcc
TEMPLATE_CC_aarch64 ?= aarch64-linux-gnu-gcc
TEMPLATE_CC_$(TEMPLATE_HERE) := $(CC)
TEMPLATE_FLAGS := -O2 -ffreestanding -fPIC -fvisibility=hidden \
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables \
	-fcf-protection=none -shared -nostdlib -s \
	-Wl,-z,relro,-z,now,-z,noexecstack,--build-id=none
# Not every compiler knows these, and aarch64 has no such protection.
TEMPLATE_FLAGS_x86_64 := $(TEMPLATE_FLAGS)
TEMPLATE_FLAGS_aarch64 := $(filter-out -fcf-protection=none,$(TEMPLATE_FLAGS)) \
	-mno-outline-atomics

build: bridge

# Files of another version are removed.
bridge: $(BRIDGE_COPIED) $(BRIDGE_JOINED) $(BRIDGE_PYTHON) $(BRIDGE_QJS) \
	$(BRIDGE)/template-$(TEMPLATE_HERE).so
	@rm -f $(filter-out $^,$(wildcard $(BRIDGE)/*))

$(BRIDGE)/function.bundle.js: bridge/function.bundle.js
$(BRIDGE)/qjs.mjs: bridge/qjs/loader.mjs
$(BRIDGE_COPIED):
	@mkdir -p $(@D)
	@cp $< $@

$(BRIDGE_JOINED) $(BRIDGE_QJS): bridge/join $(wildcard bridge/javascript/*.js) \
	$(wildcard $(B)/bin/.esbuild) \
	| $(if $(shell command -v $(ESBUILD)),,$(B)/bin/esbuild)
$(BRIDGE_QJS): $(wildcard bridge/qjs/*.js)

$(BRIDGE)/runtime.py: bridge/join $(wildcard bridge/python/*.py)
	$(JOIN) bridge/python/main.py $@
$(BRIDGE)/template.py: bridge/join $(wildcard bridge/python/template/*.py)
	$(JOIN) bridge/python/template/main.py $@
$(BRIDGE)/runtime.js:
	$(JOIN) bridge/javascript/main.js $@
$(BRIDGE)/%.mjs: bridge/javascript/%.js
	$(JOIN) $< $@
$(BRIDGE)/qjs-runtime.js:
	$(JOIN) bridge/qjs/main.js $@
$(BRIDGE)/qjs-%.js: bridge/qjs/%.js
	$(JOIN) $< $@

$(BRIDGE)/template-%.so: $(TEMPLATE)/template-%.so
	@mkdir -p $(@D)
	@cp $< $@.new && mv $@.new $@ # a running process may have the old one
$(TEMPLATE)/template-%.so: $(wildcard bridge/template/*.[ch]) bridge/bridge.mk
	@mkdir -p $(@D)
	$(TEMPLATE_CC_$*) $(STANDARD) $(WARNINGS) $(TEMPLATE_FLAGS_$*) -o $@ \
		$(filter %.c,$^)

# Only `make deps-run`, `make deps` and the like install npm.
$(B)/bin/esbuild:
	@command -v npm >/dev/null || { echo "bridge: esbuild joins the bridge," \
	"and there is neither $@ nor an npm to fetch it: run \`make deps-run\`," \
	"or set ESBUILD to an esbuild" >&2; exit 1; }
	@BUILD=$(B) test/deps esbuild

.PHONY: bridge
