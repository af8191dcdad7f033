# The benchmark. QUICK=1: a smoke run without a verdict. ROUNDS, SEED and
# ONLY=node,c narrow it, PART=quiet,share takes some parts, SHARE=0.29 of
# a CPU in the latter; UPDATE=1 writes the README's chart; COST=1 measures only
# what containment costs.

BENCH := $(if $(QUICK),--quick) $(if $(COST),--cost) \
	$(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) \
	$(if $(ONLY),--only $(ONLY)) $(if $(PART),--part $(PART)) $(if $(UPDATE),--chart test/bench/chart.svg)

# The bootstrap without containment, to compare with.
$(B)/bench/without: $(call objects,test/bench/without.c $(filter-out \
		%/descendants.c %/self_check.c,$(BOOTSTRAP)) $(COMMON))
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(BOOTSTRAP_LIBS)

bench: deps build $(if $(QUICK)$(COST),,static) ## compare call times with AWS's own clients (QUICK=1: only check that it runs)
	@$(if $(COST),,BUILD=$(B) test/conformance/build go node rust python && \
		BUILD=$(B) test/bench/real/build)
	@$(B)/venv/bin/python test/bench/compare.py $(BENCH)

.PHONY: bench
