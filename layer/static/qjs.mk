# qjs: QuickJS, from the sources of a pinned package. With glibc's malloc: with
# musl's, loading a handler of 13 KB takes 1 ms longer.

QJS ?= $(B)/bin/qjs
QJS_VERSION := 0.16.2
QJS_BRIDGE := $(BRIDGE_QJS:.js=-$(QJS_VERSION).bc)
QJS_SOURCE := $(B)/quickjs
QJS_FILES := $(patsubst %,$(QJS_SOURCE)/%.c,quickjs libregexp libunicode dtoa \
	quickjs-libc qjs gen/standalone) layer/static/qjs.c
# As fast as -O2 alone, and small enough for a layer of less than 1 MB.
QJS_FLAGS ?= -static -O2 -s -falign-functions=1 -falign-jumps=1 \
	-fno-schedule-insns2 -fno-code-hoisting -fno-asynchronous-unwind-tables \
	-ffunction-sections -fdata-sections \
	-Wl,--gc-sections,--build-id=none,--wrap=js_std_eval_binary
QJS_COMMAND = $(CC) $(QJS_FLAGS) -w -funsigned-char -D_GNU_SOURCE -DNDEBUG \
	-DQUICKJS_NG_BUILD $(QJS_FILES)
QJS_STAMP = $(dir $(QJS)).$(notdir $(QJS))
QJS_INPUTS = $(QJS_COMMAND) $$(cat layer/static/qjs.c layer/static/variants | cksum)

qjs: ## build/bin/qjs, a small JavaScript engine (for another machine: CC=COMPILER QJS=FILE)
	@BUILD=$(B) test/deps toolchains
	@BUILD=$(B) test/deps sources
	@BUILD=$(B) test/deps esbuild
	@$(MAKE) --no-print-directory -s qjs-engine
	@$(MAKE) --no-print-directory -s bridge

$(QJS_SOURCE)/quickjs.c:
	@echo "$@ is missing: make qjs" >&2; exit 1

$(QJS): $(QJS_SOURCE)/quickjs.c
	@mkdir -p $(@D)
	@echo "building $@ (20 s)" >&2
	@$(QJS_COMMAND) $$(layer/static/variants $(CC)) -o $@.new -lm -lpthread \
		>$@.log 2>&1 || { cat $@.log; exit 1; }
	@rm $@.log
	@mv $@.new $@
	@echo "$(QJS_INPUTS)" >$(QJS_STAMP)

# Builds the engine again if its command or sources have changed.
qjs-engine:
	@[ "$$(cat $(QJS_STAMP) 2>/dev/null)" = "$(QJS_INPUTS)" ] || rm -f $(QJS)
	@$(MAKE) --no-print-directory -s $(QJS)

# The bridge as bytecode. bridge/qjs/loader.mjs loads it under this name.
$(QJS_BRIDGE): %-$(QJS_VERSION).bc: %.js $(B)/bin/qjs
	@[ "$$($(B)/bin/qjs --version)" = $(QJS_VERSION) ]
	@$(B)/bin/qjs test/compile.mjs $< $@

bridge: $(if $(wildcard $(B)/bin/qjs),$(QJS_BRIDGE))

.PHONY: qjs qjs-engine
