# Newsstand. `make help` lists the targets; README.md has the two commands.

CC      ?= gcc
BUILD   ?= build
PREFIX  ?= /usr/local
DATA    ?= ../shared/data
PEERS   ?= ../shared/peers

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wvla -Werror
CFLAGS  ?= -O3 -g
ALLCFLAGS := -std=c11 -D_GNU_SOURCE -pthread -I. $(WARN) $(CFLAGS) -MMD -MP
LIBS    := -lstemmer -llmdb -lzstd -lxxhash -lyajl -larchive \
	   -licui18n -licuuc -licudata -lm

base    := $(wildcard core/base/*.c)
text    := $(wildcard core/text/*.c)
archive := $(wildcard core/archive/*.c)
indexer := $(wildcard indexer/*.c)
query   := $(wildcard query/*.c)
http    := $(wildcard http/*.c http/ui/*.c)

obj = $(patsubst %.c,$(BUILD)/%.o,$(1))

# The objects that a program of each floor is linked from. A folder's own
# main.c is left out, so that tests can link the rest.
base_o    := $(call obj,$(base))
text_o    := $(call obj,$(text)) $(base_o)
archive_o := $(call obj,$(archive)) $(base_o)
core_o    := $(call obj,$(text) $(archive)) $(base_o)
indexer_o := $(call obj,$(filter-out indexer/main.c,$(indexer))) $(core_o)
query_o   := $(call obj,$(filter-out query/main.c,$(query))) $(core_o)
http_o    := $(call obj,$(filter-out http/main.c,$(http))) $(query_o)

.DEFAULT_GOAL := all
all: $(BUILD)/nsindex $(BUILD)/nsquery $(BUILD)/nshttpd

$(BUILD)/nsindex: $(BUILD)/indexer/main.o $(indexer_o)
	$(CC) $(ALLCFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/nsquery: $(BUILD)/query/main.o $(query_o)
	$(CC) $(ALLCFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/nshttpd: $(BUILD)/http/main.o $(http_o)
	$(CC) $(ALLCFLAGS) $^ -o $@ $(LIBS) -lmicrohttpd

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLCFLAGS) -c $< -o $@

# ---- tests: tests/FLOOR/NAME.c is a program linked with that floor ---------
test_programs = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/$(1)/*.c))
tests_base    := $(call test_programs,base)
tests_text    := $(call test_programs,text)
tests_archive := $(call test_programs,archive)
tests_indexer := $(call test_programs,indexer)
tests_query   := $(call test_programs,query)
tests_http    := $(call test_programs,http)

define link_test
$$(tests_$(1)): $$(BUILD)/%: $$(BUILD)/%.o $(2)
	$$(CC) $$(ALLCFLAGS) $$^ -o $$@ $$(LIBS) $(3)
endef
$(eval $(call link_test,base,$(base_o)))
$(eval $(call link_test,text,$(text_o)))
$(eval $(call link_test,archive,$(archive_o)))
$(eval $(call link_test,indexer,$(indexer_o)))
$(eval $(call link_test,query,$(query_o) $(filter-out $(query_o),$(indexer_o))))
$(eval $(call link_test,http,$(http_o) $(filter-out $(http_o),$(indexer_o)),-lmicrohttpd))

tests := $(foreach f,base text archive indexer query http,$(tests_$(f)))

# `make test-text` builds and runs one floor's programs.
$(foreach f,base text archive indexer query http,$(eval \
test-$(f): $(tests_$(f)) ; @DATA=$(DATA) BUILD=$(BUILD) tests/run.sh $(tests_$(f))))
check-programs: $(tests)
	@DATA=$(DATA) BUILD=$(BUILD) tests/run.sh $(tests)

clean:
	rm -rf $(BUILD)

.PHONY: all clean check-programs
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
