# The fuzz targets. Each asserts what a parser promises.

FUZZ_SECONDS ?= 2
FUZZ_FLAGS := -O1 -g -fno-sanitize-recover=all -fsanitize=address,undefined
FUZZ_TARGETS := $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/*.c))
FUZZ_COMPILE := clang $(STANDARD) $(WARNINGS) $(FUZZ_FLAGS) \
	-fsanitize=fuzzer-no-link
fuzz_objects = $(filter-out %/main.o,$(patsubst %.c,$(B)/fuzz/obj/%.o,$(1)))

$(B)/fuzz/obj/command: always
	$(call record_command,$(FUZZ_COMPILE))

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

fuzz: $(FUZZ_TARGETS) ## replay test/fuzz/corpus, then fuzz every parser for FUZZ_SECONDS (2)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) test/fuzz/run $^

.PHONY: fuzz
