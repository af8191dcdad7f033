# The fuzz targets. Each asserts what a parser promises.

FUZZ_SECONDS ?= 2
FUZZ_FLAGS := -O1 -g -fno-sanitize-recover=all -fsanitize=address,undefined
FUZZ_TARGETS := $(patsubst test/fuzz/%.c,$(B)/fuzz/%,$(wildcard test/fuzz/*.c))
FUZZ_COMPILE = clang $(STANDARD) $(WARNINGS) $(FUZZ_FLAGS) \
	-fsanitize=fuzzer-no-link
fuzz_objects = $(filter-out %/main.o,$(patsubst %.c,$(B)/fuzz/obj/%.o,$(1)))

$(B)/fuzz/obj/command: always
	$(call record_command,$(FUZZ_COMPILE))

$(B)/fuzz/obj/%.o: %.c $(B)/fuzz/obj/command
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) -MMD -MP -c -o $@ $<

$(call fuzz_objects,$(wildcard host/http/*.c)): $(MHD_STAMP)
$(call fuzz_objects,host/base/embedded_file.c): $(EMBEDDED)

$(B)/fuzz/obj/microhttpd/%.o: $(MHD_SOURCE)/src/microhttpd/%.c \
		$(MHD_STAMP) $(B)/fuzz/obj/command
	@mkdir -p $(@D)
	$(FUZZ_COMPILE) $(MHD_FLAGS) -MMD -MP -c -o $@ $<

# Whatever the host is linked with, the library is fuzzed from its source.
$(B)/fuzz/obj/host.a: $(call fuzz_objects,$(HOST) $(COMMON)) \
		$(call mhd_objects,$(B)/fuzz/obj)
$(B)/fuzz/obj/bootstrap.a: $(call fuzz_objects,$(BOOTSTRAP) $(COMMON))
$(B)/fuzz/obj/%.a:
	@rm -f $@
	@ar rcsTD $@ $^

$(filter $(B)/fuzz/host_%,$(FUZZ_TARGETS)): \
		$(B)/fuzz/%: $(B)/fuzz/obj/test/fuzz/%.o $(B)/fuzz/obj/host.a
	clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ \
		$(filter-out $(MHD_LIBS),$(HOST_LIBS))

$(filter-out $(B)/fuzz/host_%,$(FUZZ_TARGETS)): \
		$(B)/fuzz/%: $(B)/fuzz/obj/test/fuzz/%.o $(B)/fuzz/obj/bootstrap.a
	clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(BOOTSTRAP_LIBS)

fuzz: $(FUZZ_TARGETS) ## replay test/fuzz/corpus, then fuzz every parser for FUZZ_SECONDS (2)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) test/fuzz/run $^

.PHONY: fuzz
