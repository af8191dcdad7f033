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

build: bridge

# Files of another version are removed.
bridge: $(BRIDGE_COPIED) $(BRIDGE_JOINED) $(BRIDGE_PYTHON) $(BRIDGE_QJS)
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

# Only `make deps-run`, `make deps` and the like install npm.
$(B)/bin/esbuild:
	@command -v npm >/dev/null || { echo "bridge: esbuild joins the bridge," \
	"and there is neither $@ nor an npm to fetch it: run \`make deps-run\`," \
	"or set ESBUILD to an esbuild" >&2; exit 1; }
	@BUILD=$(B) test/deps esbuild

.PHONY: bridge
