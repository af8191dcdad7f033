# Everything that tests, and what it needs. test/run runs the stages, test/deps
# fetches.

TEST_PACKAGES ?= lintian dpkg-dev adduser man-db fish zsh clang libclang-rt-dev clang-format clang-tidy shellcheck \
	libcmocka-dev binutils procps strace jq util-linux iproute2 \
	busybox-static musl-tools gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
	qemu-system-arm chromium
# test/deps also installs nodejs, npm, libnode-dev, golang-go, and cargo-web and
# rustc-web (or cargo and rustc), if PATH has no newer ones.
# For test/conformance: AWS's Node client is built from C++.
CLIENT_PACKAGES ?= g++ cmake autoconf automake libtool
pytest = env -u NODE_EXTRA_CA_CERTS PATH="$(CURDIR)/$(B)/bin:$$PATH" \
	$(B)/venv/bin/python -m pytest -q -p no:cacheprovider

### Test

test: deps ## the usual run; the last line is `N passed, N failed`
	@BUILD=$(B) CC=$(CC) OTHER_CC=$(OTHER_CC) test/run

test-all: deps ## the usual run without what shortens it: all with sanitizers, with started processes, with the static bootstrap
	@BUILD=$(B) CC=$(CC) OTHER_CC=$(OTHER_CC) test/run all

test-san: deps ## all end-to-end and host tests with sanitizers
	@BUILD=$(B) CC=$(CC) test/run unit_san san

cover: deps ## which files `make test` runs with sanitizers (test/san.txt), chosen anew by what each file reaches (takes half an hour)
	@$(MAKE) -s -j2 O=$(B)/cov CFLAGS='-O0 --coverage -Wno-error' HARDENING=-fPIE build
	@BUILD=$(B) test/cover record
	@BUILD=$(B) test/cover choose
	@BUILD=$(B) test/cover tell

check: deps ## lint, unit tests, and a part of bridge, end-to-end and host tests, for between commits (2 minutes)
	@BUILD=$(B) CC=$(CC) test/run smoke

lint: build ## formatting, static analysis and the gates of test/gates (CHANGED=1: clang-tidy only for files that differ from origin/main; DEEP=1: its analyzer follows twenty times as many paths)
	@BUILD=$(B) CC=$(CC) COMPILE='$(STANDARD) $(WARNINGS)' CHANGED=$(CHANGED) DEEP=$(DEEP) test/lint

deps: ## what building and testing need, on Debian 12 or 13 (downloads only what is missing)
	@test/deps packages $(RUN_PACKAGES) $(TEST_PACKAGES) $(CLIENT_PACKAGES)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps interpreters
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps toolchains
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps venv
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps wheels
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps tools
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps old
	@$(MAKE) --no-print-directory -s qjs

conformance: deps ## AWS's clients against the host, our bootstrap under the emulator; prints a table (UPDATE=1: writes it to README.md)
	@$(MAKE) --no-print-directory -s build
	@BUILD=$(B) TABLE=$(if $(UPDATE),--write,--check) test/run conformance; \
	status=$$?; echo; $(B)/venv/bin/python test/conformance/table.py; \
	exit $$status

score: deps build ## recorded answers of AWS played against the host, moto and ministack, side by side
	@$(B)/venv/bin/python test/recorded/score.py $(B)

SOAK_EVENTS ?= 5000
soak: deps build ## the promises of containment over SOAK_EVENTS (5000) events each, to find rare races
	@DAYFLY_SOAK_EVENTS=$(SOAK_EVENTS) $(pytest) --timeout 3600 \
		test/e2e/test_containment.py test/e2e/test_scratch_left.py \
		-k "after_each_event or five_megabytes"

SOAK_COPIES ?= 10000
soak-copies: deps build ## SOAK_COPIES (10000) events for each engine that copies: one process each, and nothing that grows (ENGINE=node: only that)
	@DAYFLY_SOAK_COPIES=$(SOAK_COPIES) $(pytest) -s --timeout 3600 \
		test/e2e/test_many_copies.py $(if $(ENGINE),-k $(ENGINE))

SOAK_ROUNDS ?= 300
soak-events: deps build ## SOAK_ROUNDS (300) hosts that are killed while 16 senders send events: none is lost that got 202
	@cd test/host && PATH="$(abspath $(B))/bin:$$PATH" DAYFLY_TEST_BIN=$(abspath $(B)) \
		$(abspath $(B))/venv/bin/python event_rounds.py $(SOAK_ROUNDS)

soak-queues: deps build ## SOAK_ROUNDS hosts that are killed while clients send, receive and delete messages: none is lost, none comes back
	@cd test/host && PATH="$(abspath $(B))/bin:$$PATH" DAYFLY_TEST_BIN=$(abspath $(B)) \
		$(abspath $(B))/venv/bin/python queue_rounds.py $(SOAK_ROUNDS)

SOAK_SECONDS ?= 600
soak-mixed: deps build ## SOAK_SECONDS (600) of 16 callers while functions are created, updated, published, aliased and deleted: each answer is right, the host does not grow
	@cd test/host && PATH="$(abspath $(B))/bin:$$PATH" DAYFLY_TEST_BIN=$(abspath $(B)) \
		$(abspath $(B))/venv/bin/python soak_mixed.py $(SOAK_SECONDS)

SOAK_SWITCHES ?= 200
soak-switches: deps build ## 50 callers while code (API, folders), aliases and releases are switched SOAK_SWITCHES (200) times, a quarter to code that does not start: each answer is of one current version
	@cd test/host && PATH="$(abspath $(B))/bin:$$PATH" DAYFLY_TEST_BIN=$(abspath $(B)) \
		$(abspath $(B))/venv/bin/python soak_switches.py $(SOAK_SWITCHES)

SOAK_FUNCTIONS ?= 1000
soak-many: deps build ## a host with SOAK_FUNCTIONS (1000) functions made by API: its memory, its wake-ups, its restart, and the calls of a quiet function beside ten busy ones
	@cd test/host && PATH="$(abspath $(B))/bin:$$PATH" DAYFLY_TEST_BIN=$(abspath $(B)) \
		$(abspath $(B))/venv/bin/python soak_many.py $(SOAK_FUNCTIONS) 60

test-static: deps ## all end-to-end tests with the static bootstrap
	@BUILD=$(B) test/run static static_e2e

test-arm: deps build ## the aarch64 bootstrap on an emulated machine
	@BUILD=$(B) test/run arm

RELEASE ?= bookworm
POWER_ROUNDS ?= 10
test-vm: deps ## the package on a virtual machine with systemd: limits by control groups of version 2, power cuts, upgrade, removal (RELEASE=bookworm, or trixie)
	@test/deps packages qemu-system-x86 qemu-utils mmdebstrap e2fsprogs
	@$(MAKE) --no-print-directory -s packages PACKAGED=x86_64
	@BUILD=$(abspath $(B)) RELEASE=$(RELEASE) POWER_ROUNDS=$(POWER_ROUNDS) $(pytest) -s test/vm $(WORDS)

test-debian: ## the first commands of README.md, and the packages of `make packages`, on another Debian of which only make, git and sudo is there (RELEASE=trixie; STEPS: test/debian/run has them)
	@test/deps packages mmdebstrap
	@$(MAKE) --no-print-directory -s packages PACKAGED=$$(uname -m)
	@BUILD=$(B) TESTS='$(TESTS)' test/debian/run $(RELEASE) $(STEPS)

test-foreign: deps ## the end-to-end tests with the layers at /opt of a musl system, as root and as nobody (builds a Python for it, once)
	@test/deps packages musl-tools busybox-static
	@$(MAKE) --no-print-directory -s build layer layer-qjs
	@BUILD=$(B) test/foreign/root
	@BUILD=$(B) test/run foreign

test-docker: deps ## the images of docker/, with a Docker engine of their own (the first time builds a Debian base: minutes)
	@test/deps packages docker.io docker-compose iproute2 busybox-static debootstrap
	@BUILD=$(B) test/deps base
	@BUILD=$(B) test/deps emulator aarch64
	@$(MAKE) --no-print-directory -s build
	@$(MAKE) --no-print-directory -s static ARCH=aarch64
	@BUILD=$(B) test/docker/run test/docker/test_images.py

test-sam: deps ## the templates of layer/: sam validate, build, local invoke, and deployment to moto
	@test/deps packages docker.io iproute2 busybox-static
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps sam
	@$(MAKE) --no-print-directory -s build layer layer-deno
	@BUILD=$(B) test/docker/run test/docker/test_sam.py

test-snippets: deps static ## the CDK and Terraform snippets of layer/README.md, with the CDK and an HCL parser (installs 190 MB)
	@BUILD=$(B) PYTHON=$(PYTHON) test/deps snippets
	@$(MAKE) --no-print-directory -s build layer ARCH=x86_64
	@BUILD=$(B) test/run snippets

.PHONY: test test-all test-san cover check lint deps conformance score soak soak-copies soak-events soak-many soak-mixed soak-queues soak-switches test-static test-arm test-vm test-debian test-foreign \
	test-docker test-sam test-snippets
