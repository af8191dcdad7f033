# `make install`: programs, bridge, manual pages, completions and units. Each build
# has a folder of its own, in which a running host finds the programs that it began
# with until it ends; `bin/dayfly` leads to the newest.

PREFIX ?= /usr/local
DESTDIR ?=
UNITS ?= $(PREFIX)/lib/systemd/system
# What is installed: dayfly, bootstrap and bridge/ of this folder.
PROGRAMS ?= $(O)
INTERPRETERS ?= $(wildcard $(addprefix $(B)/bin/,deno bun qjs))
MANUAL ?= $(B)/manual
INSTALLED = $(DESTDIR)$(PREFIX)/lib/dayfly
SHARED = $(DESTDIR)$(PREFIX)/share

### Install

install: build manual ## dayfly below PREFIX (/usr/local) in DESTDIR, with its units for systemd
	@$(MAKE) --no-print-directory -s install-files

install-files:
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(INSTALLED)" "$(SHARED)/doc/dayfly" \
		"$(DESTDIR)$(UNITS)" "$(DESTDIR)$(PREFIX)/lib/sysusers.d"
	@set -eu; bridge=$$(find $(PROGRAMS)/bridge -maxdepth 1 -type f | sort); \
	id=$$(cat $(PROGRAMS)/dayfly $(PROGRAMS)/bootstrap $$bridge | sha256sum | cut -c1-12); \
	to="$(INSTALLED)/$$id"; rm -rf "$$to.new"; install -d "$$to.new/bridge"; \
	install -m 0755 $(PROGRAMS)/dayfly $(PROGRAMS)/bootstrap "$$to.new"; \
	install -m 0644 $$bridge "$$to.new/bridge"; \
	[ -e "$$to" ] && rm -rf "$$to.new" || mv "$$to.new" "$$to"; \
	ln -sfn "../lib/dayfly/$$id/dayfly" "$(DESTDIR)$(PREFIX)/bin/.dayfly.new"; \
	mv -fT "$(DESTDIR)$(PREFIX)/bin/.dayfly.new" "$(DESTDIR)$(PREFIX)/bin/dayfly"
	@for one in $(INTERPRETERS); do name=$${one##*/}; to="$(INSTALLED)/bin"; \
		cmp -s "$$one" "$$to/$$name" || { install -D -m 0755 "$$one" "$$to/.$$name.new" && \
			mv -f "$$to/.$$name.new" "$$to/$$name"; } || exit 1; done
	@contrib/documents "$(SHARED)/doc/dayfly" "$(UNITS)"
	@install -D -m 0644 -t "$(SHARED)/man/man1" $(MANUAL)/man1/*.1
	@install -D -m 0644 -t "$(SHARED)/bash-completion/completions" $(MANUAL)/bash/dayfly
	@install -D -m 0644 -t "$(SHARED)/zsh/vendor-completions" $(MANUAL)/zsh/_dayfly
	@install -D -m 0644 -t "$(SHARED)/fish/vendor_completions.d" $(MANUAL)/fish/dayfly.fish
	@install -m 0644 contrib/dayfly.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/dayfly.conf"
	@for unit in dayfly.service dayfly.socket; do \
		sed 's|@PREFIX@|$(PREFIX)|g' contrib/$$unit >"$(DESTDIR)$(UNITS)/$$unit" || exit 1; done
	@echo "installed $(DESTDIR)$(PREFIX)/bin/dayfly"

manual: build ## build/manual: manual pages, and completions for bash, zsh and fish
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) contrib/manual/manual.py $(O)/dayfly $(MANUAL)

PACKAGED ?= x86_64 aarch64

packages: manual ## build/packages: a .deb and a wheel for each machine, a package for npm
	@test/deps packages dpkg-dev adduser
	@for arch in $(PACKAGED); do for what in static-host layer; do \
		$(MAKE) --no-print-directory -s $$what ARCH=$$arch || exit 1; done; done
	@$(PYTHON) contrib/packages/packages.py $(B) $(MANUAL) $(PACKAGED)

.PHONY: install install-files manual packages
