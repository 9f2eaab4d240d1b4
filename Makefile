# Newsstand. `make help` lists the targets; README.md has the two commands.
#
# Make knows folders, not files: each floor of the house is linked from the
# folders below it, and tests/FLOOR/NAME.c is a program linked with that floor.
# A variant (release, asan, tsan, cover, clang) is the same set of rules in a
# folder and with flags of its own, so nothing here calls make again.

ifeq ($(origin CC),default)
CC := gcc
endif
BUILD   ?= build
CFLAGS  ?= -O3 -g
DESTDIR ?=
PREFIX  ?= /usr/local
# Real data and other engines, for the tests that can use them.
DATA    ?= $(wildcard ../shared/data)
PEERS   ?= $(wildcard ../shared/peers)
EVALIR  ?= $(wildcard ../shared/tools/evalir.py)

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wvla -Werror
COMMON  := -std=c11 -D_GNU_SOURCE -pthread -I. $(WARN)
LIBS    := -Wl,--as-needed -lstemmer -llmdb -lzstd -lxxhash -lyajl -larchive \
	   -lz -licui18n -licuuc -licudata -lm
HTTP    := -lmicrohttpd

# ---- the floors: tests/floors.awk says who may see whom ---------------------
names    = $(basename $(wildcard $(addsuffix /*.c,$(1))))
base    := $(call names,core/base)
text    := $(call names,core/text)
archive := $(call names,core/archive)
indexer := $(filter-out indexer/main,$(call names,indexer indexer/html))
query   := $(filter-out query/main,$(call names,query))
http    := $(filter-out http/main,$(call names,http http/ui))
core    := $(text) $(archive) $(base)

# What the test programs of each floor are linked from. Tests of the upper
# floors make archives of their own and compare with tests/*.c (the oracle).
floors       := base text archive indexer query http
link_base    := $(base)
link_text    := $(text) $(base)
link_archive := $(archive) $(base)
link_indexer := $(indexer) $(core)
link_query   := $(query) $(indexer) $(core) $(call names,tests)
link_http    := $(http) $(link_query)

# These are built like tests, but run by targets of their own.
more         := bench crash extract fuzz
link_bench   := $(query) $(indexer) $(core) $(call names,tests/bench/parts)
link_crash   := $(base)
link_extract := $(indexer) $(core)
link_fuzz    := $(link_http)

tests    := $(foreach f,$(floors),$(call names,tests/$(f)))
adapter  := tests/bench/adapter
programs := nsindex nsquery nshttpd
tools    := $(filter corpus/gen,$(call names,corpus))

# Kernels are compiled for the processors they are chosen for at run time;
# everything else runs on any.
x86 = $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),$(1))
%_avx2.o %_avx2.ok: CPU = $(call x86,-mavx2 -mbmi -mbmi2 -mfma -mlzcnt -mpopcnt)
%_avx512.o %_avx512.ok: CPU = $(call x86,-mavx512f -mavx512bw -mavx512dq -mavx512vl \
	-mavx512vbmi -mavx512vbmi2 -mavx2 -mbmi -mbmi2 -mfma -mlzcnt -mpopcnt)

# The README's commands install what is missing before anything is compiled.
ready := $(if $(filter check demo,$(MAKECMDGOALS)),deps)

# ---- a variant: $(1) its folder, $(2) the compiler, $(3) its flags ---------
# The stamps change when the flags, or the lists of files, do.
stamp = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(SAYS))' | \
	cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(SAYS))' >$@
# `make V=1` shows the commands.
say = $(if $(V),,@printf '%-5s%s\n' $(1) $@;)
objects = $(patsubst %,$(1)/%.o,$(2))

define variant
$(1)/flags: SAYS = $(2) $(COMMON) $(3)
$(1)/files: SAYS = $(LIBS) $(link_http)
$(1)/flags $(1)/files: FORCE
	$$(stamp)
$(1)/%.o: %.c $(1)/flags | $(ready)
	@mkdir -p $$(@D)
	$$(call say,CC)$(2) $(COMMON) $(3) $$(CPU) -MMD -MP -c $$< -o $$@

$(call link,$(1),$(2) $(3),nsindex,$(indexer) $(core) indexer/main)
$(call link,$(1),$(2) $(3),nsquery,$(query) $(core) query/main)
$(call link,$(1),$(2) $(3),nshttpd,$(http) $(query) $(core) http/main)
$(foreach f,$(floors) $(more),$(foreach t,$(call names,tests/$(f)),\
	$(call link,$(1),$(2) $(3),$(t),$(link_$(f)) $(t))))
$(foreach t,$(tools),$(call link,$(1),$(2) $(3),$(t),$(call names,corpus)))
endef

# $(3), a program, from the objects $(4).
define link

$(1)/$(3): $(call objects,$(1),$(4)) $(1)/files
	$$(call say,LD)$(2) -pthread $$(filter %.o,$$^) -o $$@ $(LIBS) \
		$(if $(filter http/%,$(4)),$(HTTP))

endef

.DEFAULT_GOAL := all
sanitize := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
$(eval $(call variant,$(BUILD),$(CC),$(CFLAGS)))
$(eval $(call variant,$(BUILD)/asan,$(CC),$(sanitize) \
	-fsanitize=address -fsanitize=undefined))
$(eval $(call variant,$(BUILD)/tsan,$(CC),$(sanitize) -fsanitize=thread))
$(eval $(call variant,$(BUILD)/cover,$(CC),-O0 -g --coverage))
$(eval $(call variant,$(BUILD)/clang,clang,$(CFLAGS)))
# Its programs have no main: libFuzzer's calls them.
$(eval $(call variant,$(BUILD)/fuzz,clang,$(sanitize) \
	-fsanitize=fuzzer -fsanitize=address -fsanitize=undefined))

# ---- what is asked for ------------------------------------------------------
# Runs programs of a variant, and scripts that use its programs.
run = @DATA='$(abspath $(DATA))' PEERS='$(abspath $(PEERS))' \
	EVALIR='$(abspath $(EVALIR))' BUILD='$(1)' \
	tests/run.sh $(addprefix $(1)/,$(2)) $(3)
sources := $(shell find core indexer query http tests corpus -name '*.[ch]' \
	2>/dev/null)
house   := tests/house.sh tests/floors.sh tests/format.sh
scripts := $(wildcard tests/cli/*.sh tests/cases/*.sh tests/cases/*.py)
judged  := tests/relevance/relevance.sh
pages   := tests/extract/f1.py
crashes := $(call names,tests/crash)
broken  := $(wildcard tests/crash/*.sh)

all: $(addprefix $(BUILD)/,$(programs) $(tools)) ## build the programs (release)

deps: ## install what is missing (as root or by sudo), or say how
	@tests/deps.sh

demo: all ## index corpus/, search it here, serve it until Ctrl-C
	@BUILD='$(BUILD)' tests/demo.sh

check: all $(addprefix $(BUILD)/,$(tests) $(crashes) $(adapter) \
	tests/extract/articles)
check: ## floors, format, every test
	$(call run,$(BUILD),$(tests) $(crashes),$(house) $(scripts) $(broken) \
		$(judged) $(pages))

check-programs: $(addprefix $(BUILD)/,$(tests)) ## the test programs alone
	$(call run,$(BUILD),$(tests))

# `make test-text` builds and runs the test programs of one floor.
define floor_target
test-$(1): $(addprefix $(BUILD)/,$(call names,tests/$(1)))
	$$(call run,$(BUILD),$(call names,tests/$(1)))
.PHONY: test-$(1)
endef
$(foreach f,$(floors),$(eval $(call floor_target,$(f))))

clang: $(addprefix $(BUILD)/clang/,$(programs) $(tools) $(tests))
clang: ## build everything with clang

# Sanitized programs take a tenth of the random cases, and meet the command line
# and the corpus' questions; what only repeats them at length is for `check`.
asan tsan: export NS_TEST_DIVISOR := 10
asan: $(addprefix $(BUILD)/asan/,$(programs) $(tools) $(tests))
asan: ## tests with the address and undefined sanitizers
	$(call run,$(BUILD)/asan,$(tests),$(wildcard tests/cli/*.sh) \
		tests/cases/queries.py)

tsan: $(addprefix $(BUILD)/tsan/,$(programs) $(tests))
tsan: ## tests with the thread sanitizer
	$(call run,$(BUILD)/tsan,$(tests))

cover: $(addprefix $(BUILD)/cover/,$(programs) $(tools) $(tests))
cover: ## lines that the tests reach, by file
	@find $(BUILD)/cover -name '*.gcda' -delete
	$(call run,$(BUILD)/cover,$(tests),$(scripts))
	@find $(BUILD)/cover -name '*.gcda' -not -path '*/tests/*' \
		-exec gcov -n {} + 2>/dev/null | awk -f tests/cover.awk

# A stamp a file: what did not change is not read again. Headers are read with
# the files that include them. (cppcheck takes a variable's address for a read
# of it; the compilers and the analyser know better.)
lint_of = $(patsubst %.c,$(BUILD)/lint/%.ok,$(filter %.c,$(1)))
lint: $(call lint_of,$(sources)) ## clang-tidy and cppcheck: no warning
$(BUILD)/lint/%.ok: %.c .clang-tidy $(filter %.h,$(sources))
	@mkdir -p $(@D)
	$(call say,LINT)clang-tidy --quiet $< -- $(COMMON) $(CPU) 2>$@.log || \
		{ cat $@.log; exit 1; }
	@cppcheck --quiet --std=c11 --language=c --error-exitcode=1 -I. \
		--enable=warning,performance,portability \
		--suppress=uninitvar --suppress=uninitStructMember $<
	@touch $@

bench: all $(addprefix $(BUILD)/,$(adapter) tests/bench/query)
bench: ## measure the README's figures, beside PEERS where they are set up
	@DATA='$(abspath $(DATA))' PEERS='$(abspath $(PEERS))' BUILD='$(BUILD)' \
		tests/bench/bench.sh $(BUILD)/bench
	@DATA='$(abspath $(DATA))' PEERS='$(abspath $(PEERS))' BUILD='$(BUILD)' \
		tests/bench/figures.py $(BUILD)/figures

bench-quick: $(addprefix $(BUILD)/,$(adapter) corpus/gen)
bench-quick: ## is any class of questions slower than at the last commit?
	@BUILD='$(BUILD)' tests/bench/quick.py $(BUILD)/quick

bench-micro: $(addprefix $(BUILD)/,tests/bench/micro corpus/gen)
bench-micro: ## the engine's parts one by one, beside what the machine allows
	@rm -rf $(BUILD)/micro && mkdir -p $(BUILD)/micro
	@$(BUILD)/corpus/gen --docs 20000 >$(BUILD)/micro/dump.jsonl
	@$(BUILD)/tests/bench/micro $(BUILD)/micro/dump.jsonl $(BUILD)/micro

relevance: all ## measure the order of answers on judged collections
	@DATA='$(abspath $(DATA))' EVALIR='$(abspath $(EVALIR))' \
		BUILD='$(BUILD)' RELEVANCE=all $(judged)

crash: export FLIPS = 10000
crash: export KILLS = 100
crash: export LIMIT = 7200
crash: all $(addprefix $(BUILD)/,$(crashes)) ## 10,000 flipped bits, 100 kills
	$(call run,$(BUILD),$(crashes),$(broken))

# What it finds is kept in build/fuzz/found, and what led further in NAME.corpus
# for the next run.
FUZZ_SECONDS ?= 60
fuzz: $(addprefix $(BUILD)/fuzz/,$(call names,tests/fuzz)) ## every parser meets random bytes, FUZZ_SECONDS (60) each
	@for program in $^; do \
		mkdir -p $$program.corpus $(BUILD)/fuzz/found && \
		echo "$$program" && \
		$$program -max_total_time=$(FUZZ_SECONDS) -timeout=20 \
			-max_len=4096 -verbosity=0 \
			-artifact_prefix=$(BUILD)/fuzz/found/ $$program.corpus || \
		exit 1; \
	done

format: ## write every C file as clang-format does
	clang-format -i $(sources)

format-check: ## say which files `make format` would change
	@mkdir -p $(BUILD)
	$(call run,$(BUILD),,tests/format.sh)

# Quoted: a folder may have spaces in its name.
root   = "$(DESTDIR)$(PREFIX)"
shared = "$(DESTDIR)$(PREFIX)/share"
install: all ## programs, manuals, completions, service to DESTDIR PREFIX
	install -d $(root)/bin $(root)/lib/systemd/system
	install $(addprefix $(BUILD)/,$(programs)) $(root)/bin
	for page in docs/*.[1-8]; do \
		install -D -m 644 $$page -t $(shared)/man/man$${page##*.}; \
	done
	install -D -m 644 docs/completions/* \
		-t $(shared)/bash-completion/completions
	install -D -m 644 README.md docs/nginx.conf -t $(shared)/doc/newsstand
	sed 's|@PREFIX@|$(PREFIX)|' docs/nshttpd.service \
		>$(root)/lib/systemd/system/nshttpd.service

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-15s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

FORCE:
.PHONY: FORCE all asan bench bench-micro bench-quick check check-programs clang \
	clean cover crash demo deps format format-check fuzz help install lint \
	relevance tsan
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
