# The unit tests: one program for each C file in test/unit/{common,bootstrap,host}.

UNIT := $(filter-out test/unit/support/%, \
	$(wildcard test/unit/*/*.c test/unit/*/*/*.c))
UNIT_SUPPORT := $(wildcard test/unit/support/*.c)
# test/unit/support/failing.h makes the n-th allocation fail.
UNIT_LIBS := -Wl,--wrap=realloc,--wrap=calloc -lcmocka
# $(call objects_but_main,SOURCES): a test program has a main() of its own.
objects_but_main = $(filter-out %/main.o,$(call objects,$(1)))

# A program takes of an archive only what it needs, so that a hundred of them are
# linked in a moment. The archives are thin: lists of the objects.
$(O)/obj/common.a: $(call objects,$(COMMON))
$(O)/obj/bootstrap.a: $(call objects_but_main,$(BOOTSTRAP))
$(O)/obj/host.a: $(call objects_but_main,$(HOST)) $(MHD_OBJECTS)
$(O)/obj/%.a:
	@rm -f $@
	@ar rcsTD $@ $^

$(O)/unit/common/%: $(O)/obj/test/unit/common/%.o \
		$(call objects,$(UNIT_SUPPORT)) $(O)/obj/common.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ -ljansson $(UNIT_LIBS)

$(O)/unit/bootstrap/%: $(O)/obj/test/unit/bootstrap/%.o \
		$(call objects,$(UNIT_SUPPORT)) $(O)/obj/bootstrap.a \
		$(O)/obj/common.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS) $(UNIT_LIBS)

$(O)/unit/host/%: $(O)/obj/test/unit/host/%.o \
		$(call objects,$(UNIT_SUPPORT)) $(O)/obj/host.a $(O)/obj/common.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(HOST_LIBS) $(UNIT_LIBS)

ifeq ($(SAN),1)
# Their own objects: compiled in half the time.
$(O)/obj/test/unit/%.o: private CFLAGS := -O0 -g -fno-omit-frame-pointer
endif

unit: $(patsubst test/unit/%.c,$(O)/unit/%,$(UNIT)) ## the programs of the unit tests, in build/unit (SAN=1: in build/san/unit)

.PHONY: unit
