# The static binaries: one file that needs no other, linked with musl and with a
# libcurl that can only do HTTP. The same sources give the same bytes: no time and
# no folder name is in them.

ARCH ?= $(shell uname -m)
MACHINE := $(patsubst amd64,x86_64,$(patsubst arm64,aarch64,$(ARCH)))
STATIC_PACKAGES ?= gcc make libc6-dev musl-tools python3 ca-certificates $(if \
	$(filter-out $(shell uname -m),$(MACHINE)),gcc-$(subst _,-,$(MACHINE))-linux-gnu)
S := $(B)/static
STATIC_LIB := $(S)/lib-$(MACHINE)
# -Wno-overflow: musl's ioctl takes an int, and the kernel's numbers overflow it.
STATIC_FLAGS := -Os -flto=auto -frandom-seed=$$< -Wno-overflow -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -ffile-prefix-map=$(CURDIR)=. \
	-isystem $(B)/curl/include -isystem layer/static/jansson \
	-isystem $(S)/jansson/src -isystem $(STATIC_LIB)/host
# Read-only relocations (RELRO) need whole pages, and aarch64's can have 64 KiB.
STATIC_LINK_aarch64 := ,-z,norelro
STATIC_LINKING := -static -no-pie -s \
	-Wl,--gc-sections,--build-id=none,-z,noexecstack$(STATIC_LINK_$(MACHINE))
# $(call make_static,PROGRAM,LIBS): the rules of the Makefile, with musl.
make_static = $(MAKE) --no-print-directory -s O=$(S)/$(MACHINE) \
	CC=$(STATIC_LIB)/cc HARDENING='-fno-pie -fstack-protector-strong' \
	CFLAGS='$(STATIC_FLAGS)' LINKING='$(STATIC_LINKING)' $(2) \
	$(S)/$(MACHINE)/$(1)

### Static binaries and layers

static: deps-static ## build/static/ARCH/bootstrap: one file for any Linux (ARCH=aarch64 or arm64: for that machine)
	@BUILD=$(B) layer/static/libs $(MACHINE)
	@$(call make_static,bootstrap,BOOTSTRAP_LIBS='-L$(STATIC_LIB) -lcurl -ljansson')

static-host: static ## build/static/ARCH/dayfly: the host as one file too
	@test/deps packages xz-utils bzip2
	@BUILD=$(B) layer/static/libs-host $(MACHINE)
	@$(call make_static,dayfly,MHD=source MHD_TLS=no HOST_LIBS='-L$(STATIC_LIB)/host -lzip -lsqlite3 -lyaml -lz -lnettle -lcurl -lmbedtls -L$(STATIC_LIB) -ljansson')
	@cp $(STATIC_LIB)/host/licences.txt $(S)/$(MACHINE)/dayfly.licences.txt

known-arch:
	@case $(MACHINE) in x86_64 | aarch64) ;; *) echo "ARCH is \"$(ARCH)\":" \
	"it must be x86_64 (amd64) or aarch64 (arm64)" >&2; exit 1 ;; esac

deps-static: known-arch
	@test/deps packages $(STATIC_PACKAGES)
	@test/deps rust
	@BUILD=$(B) test/deps sources

.PHONY: static static-host known-arch deps-static
