# `make install`: programs, bridge and units. Each build has a folder of its own,
# in which a running host finds the programs that it began with until it ends;
# `bin/dayfly` leads to the newest.

PREFIX ?= /usr/local
DESTDIR ?=
UNITS ?= $(PREFIX)/lib/systemd/system
INSTALLED = $(DESTDIR)$(PREFIX)/lib/dayfly

### Install

install: build ## dayfly below PREFIX (/usr/local) in DESTDIR, with its units for systemd
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(INSTALLED)/bin" \
		"$(DESTDIR)$(PREFIX)/share/doc/dayfly" "$(DESTDIR)$(UNITS)"
	@set -eu; bridge=$$(find $(O)/bridge -maxdepth 1 -type f | sort); \
	id=$$(cat $(O)/dayfly $(O)/bootstrap $$bridge | sha256sum | cut -c1-12); \
	to="$(INSTALLED)/$$id"; rm -rf "$$to.new"; install -d "$$to.new/bridge"; \
	install -m 0755 $(O)/dayfly $(O)/bootstrap "$$to.new"; \
	install -m 0644 $$bridge "$$to.new/bridge"; \
	[ -e "$$to" ] && rm -rf "$$to.new" || mv "$$to.new" "$$to"; \
	ln -sfn "../lib/dayfly/$$id/dayfly" "$(DESTDIR)$(PREFIX)/bin/.dayfly.new"; \
	mv -fT "$(DESTDIR)$(PREFIX)/bin/.dayfly.new" "$(DESTDIR)$(PREFIX)/bin/dayfly"
	@for one in deno bun qjs; do \
		! [ -x $(B)/bin/$$one ] || cmp -s $(B)/bin/$$one "$(INSTALLED)/bin/$$one" || \
		{ install -m 0755 $(B)/bin/$$one "$(INSTALLED)/bin/.$$one.new" && \
			mv -f "$(INSTALLED)/bin/.$$one.new" "$(INSTALLED)/bin/$$one"; } || exit 1; done
	@install -m 0644 host/README.md "$(DESTDIR)$(PREFIX)/share/doc/dayfly/README.md"
	@for unit in dayfly.service dayfly.socket; do \
		sed 's|@PREFIX@|$(PREFIX)|g' contrib/$$unit >"$(DESTDIR)$(UNITS)/$$unit" || exit 1; done
	@echo "installed $(DESTDIR)$(PREFIX)/bin/dayfly"

.PHONY: install
