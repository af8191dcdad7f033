# The fuzz targets. Each asserts what a parser promises. They are linked with the
# objects of the programs with sanitizers (SAN=1), which clang builds for both.

FUZZ_SECONDS ?= 2
FUZZ_TARGETS := $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/*.c))
# Those with the host get the HTTP library, too, whatever the host is linked with.
FUZZ_HOST := $(filter $(B)/fuzz/host_%,$(FUZZ_TARGETS))

$(FUZZ_HOST): $(B)/fuzz/%: $(O)/obj/test/fuzz/%.o \
		$(call mhd_objects,$(O)/obj) $(O)/obj/host.a $(O)/obj/common.a
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(filter-out $(MHD_LIBS),$(HOST_LIBS))

$(filter-out $(FUZZ_HOST),$(FUZZ_TARGETS)): $(B)/fuzz/%: \
		$(O)/obj/test/fuzz/%.o $(O)/obj/bootstrap.a $(O)/obj/common.a
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(BOOTSTRAP_LIBS)

fuzz: ## replay test/fuzz/corpus, then fuzz every parser for FUZZ_SECONDS (2)
	@$(MAKE) --no-print-directory -s SAN=1 CC='$(OTHER_CC)' fuzz-targets
	@FUZZ_SECONDS=$(FUZZ_SECONDS) test/fuzz/run $(FUZZ_TARGETS)

fuzz-targets: $(FUZZ_TARGETS)

.PHONY: fuzz fuzz-targets
