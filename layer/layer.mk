# The zips that are unpacked at /opt, and the release. layer/build describes the
# versions and the steps.

layer: static qjs layer-library ## build/dayfly-runtime-ARCH.zip; with an interpreter: layer-node NODE=20.20.2, layer-deno, layer-bun, layer-qjs
	@BUILD=$(B) test/deps interpreters
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) layer/build runtime

layer-library: known-arch
	@[ $(MACHINE) = "$$(uname -m)" ] || test/deps packages $(STATIC_PACKAGES) \
		libc6-dev-$(if $(filter aarch64,$(MACHINE)),arm64,amd64)-cross
	@$(MAKE) --no-print-directory -s $(B)/template/template-$(MACHINE).so

layer-qjs: known-arch qjs
	@[ $(MACHINE) = "$$(uname -m)" ] || { test/deps packages $(STATIC_PACKAGES) \
		libc6-dev-$(if $(filter aarch64,$(MACHINE)),arm64,amd64)-cross && \
		$(MAKE) --no-print-directory -s CC=$(MACHINE)-linux-gnu-gcc \
		QJS=$(B)/layer/fetched/qjs-$(MACHINE) qjs-engine; }
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) VERSION=$(QJS_VERSION) layer/build qjs

# layer-node, or one of its steps: layer-node-fetch, -verify, -unpack, -zip,
# -remove.
layer-%:
	@test/deps packages ca-certificates openssl python3
	@BUILD=$(B) ARCH=$(MACHINE) PYTHON=$(PYTHON) NODE=$(NODE) DENO=$(DENO_VERSION) \
		BUN=$(BUN_VERSION) layer/build $(subst -, ,$*)

release: ## build/release: packages, zips and programs for both machines, SHA256SUMS, SBOM, third-party notices
	@for arch in x86_64 aarch64; do \
		$(MAKE) --no-print-directory -s layer-qjs ARCH=$$arch || exit 1; done
	@$(MAKE) --no-print-directory -s packages >/dev/null
	@BUILD=$(B) QJS_VERSION=$(QJS_VERSION) $(PYTHON) layer/release.py

.PHONY: layer layer-library layer-qjs release
