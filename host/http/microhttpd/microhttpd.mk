# libmicrohttpd, the HTTP library of the host: 1.0.1 or later, since an older one
# can be made to compute for ever. On Debian it is built from the pinned source
# and linked in (MHD=source); elsewhere the system's is used if it is new enough
# (MHD=system), whose own refusals have a page of HTML as their body.
MHD_LEAST := 1.0.1
MHD ?= $(shell . /etc/os-release 2>/dev/null; [ "$$ID" != debian ] && \
	pkg-config --atleast-version=$(MHD_LEAST) libmicrohttpd 2>/dev/null && \
	echo system || echo source)
MHD_HERE := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
MHD_SOURCE := $(B)/static/libmicrohttpd
MHD_STAMP := $(MHD_SOURCE)/.stamp
MHD_UNITS := connection daemon internal memorypool mhd_compat mhd_itc \
	mhd_mono_clock mhd_panic mhd_send mhd_sockets mhd_str mhd_threads \
	reason_phrase response
# TLS is GnuTLS's. Without it (MHD_TLS=no) the host needs a proxy for TLS.
MHD_TLS ?= $(shell pkg-config --exists gnutls 2>/dev/null && echo yes || echo no)
ifeq ($(MHD_TLS),yes)
MHD_UNITS += connection_https
MHD_TLS_LIBS := -lgnutls
endif
MHD_FLAGS := -w -std=gnu17 -I$(MHD_HERE) -I$(MHD_SOURCE)/src/include \
	-I$(MHD_SOURCE)/src/microhttpd $(if $(MHD_TLS_LIBS),-DHTTPS_SUPPORT)
%/microhttpd/connection.o: MHD_FLAGS += -include internal.h \
	-include connection_statuses.h
%/microhttpd/memorypool.o: MHD_FLAGS += -include memorypool.h \
	-include pool_clear.h
# $(call mhd_objects,FOLDER)
mhd_objects = $(patsubst %,$(1)/microhttpd/%.o,$(MHD_UNITS))

ifeq ($(MHD),system)
MHD_LIBS := -lmicrohttpd
else
MHD_INCLUDE := -isystem $(MHD_SOURCE)/src/include
MHD_OBJECTS := $(call mhd_objects,$(O)/obj)
$(call objects,$(wildcard host/http/*.c)): $(MHD_STAMP)
endif

# Nothing is fetched if the sources have been laid there (docker/image).
$(MHD_STAMP): $(wildcard test/deps.txt layer/static/fetch)
	@BUILD=$(B) layer/static/fetch source libmicrohttpd
	@touch $@

$(MHD_SOURCE)/src/microhttpd/%.c: $(MHD_STAMP) ;

$(O)/obj/microhttpd/%.o: $(MHD_SOURCE)/src/microhttpd/%.c \
		$(wildcard $(MHD_HERE)/*.h) $(MHD_STAMP) $(O)/obj/command
	@mkdir -p $(@D)
	$(COMPILE) $(MHD_FLAGS) -MMD -MP -c -o $@ $<
