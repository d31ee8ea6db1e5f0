# Counterpart. `make help` lists what there is.
#
# One Makefile, out of tree: everything made is under $(B). It finds its
# sources by itself; a new page, query, test or language needs no edit, and a
# room none but a name in ROOMS, when it is a new word.

B      ?= build
ifeq ($(origin CC),default)
CC     := gcc
endif
SAN    ?=
SAN_O  ?= -O0
VERSION := $(shell cat VERSION 2>/dev/null || echo 0)

WARN   := -Wall -Wextra -Wvla -Wshadow -Wconversion -Wswitch-enum \
          -Wmissing-prototypes -Wstrict-prototypes -Werror=unused-result
ifeq ($(SAN),)
HARDEN := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
          -fstack-clash-protection
else
HARDEN := $(SAN_O) -fno-omit-frame-pointer -fsanitize=$(SAN)
LDSAN  := -fsanitize=$(SAN)
endif
CFLAGS ?= -g
C_STD  := -std=c2x -pedantic-errors -ffp-contract=off -fPIE -pthread
DEFS   := -D_GNU_SOURCE -DCP_VERSION='"$(VERSION)"'
ifneq ($(findstring clang,$(CC)),) # gcc says by itself what it puts in
DEFS   += $(if $(findstring address,$(SAN)),-D__SANITIZE_ADDRESS__) \
          $(if $(findstring thread,$(SAN)),-D__SANITIZE_THREAD__)
endif
INC    := -Isrc -I$(B)/gen -Itest
ALL_CFLAGS = $(C_STD) $(WARN) $(HARDEN) $(CFLAGS) $(DEFS) $(INC)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now -pthread $(LDSAN) $(LDFLAGS)
LIBS   := -lmicrohttpd -lsqlite3 -lpq -lsodium -licui18n -licuuc -lcmark \
          -lseccomp -lbrotlienc -ldeflate -lz -lcurl -lcrypto -lqrencode -lglpk \
          -lm
PQ_INC := $(shell pkg-config --cflags libpq 2>/dev/null)

SCHEMA := $(sort $(wildcard src/*/schema/*.sql))
SRC    := $(filter-out %_test.c,$(wildcard src/*/*.c src/*/*/*.c))
TESTS  := $(wildcard src/*/*_test.c src/*/*/*_test.c)
SQL    := $(filter-out $(SCHEMA),$(wildcard src/*/*.sql src/*/*/*.sql))
HTML   := $(wildcard src/*/*.html src/*/*/*.html)
PO     := $(wildcard locale/*.po)
ASSET  := $(wildcard src/web/asset/*)
# in the order in which rooms may use each other
ROOMS  := $(foreach r,keep people network match mirror exchange decide measure \
          plan share,$(patsubst src/%/,%,$(dir $(wildcard src/$(r)/$(r).h))))

GEN_SQL  := $(patsubst src/%,$(B)/gen/%.c,$(SQL))
GEN_HTML := $(patsubst src/%,$(B)/gen/%.c,$(HTML))
GEN_C  := $(GEN_SQL) $(GEN_HTML) $(B)/gen/schema.c $(B)/gen/queries.c \
          $(B)/gen/doors.c $(B)/gen/assets.c $(B)/gen/words.c
GEN_H  := $(GEN_SQL:.c=.h) $(GEN_HTML:.c=.h)
OBJ    := $(patsubst %.c,$(B)/obj/%.o,$(SRC)) \
          $(patsubst $(B)/gen/%.c,$(B)/obj/gen/%.o,$(GEN_C))
SUPPORT := $(wildcard test/support/*.c)
TEST_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(TESTS) $(SUPPORT)) \
          $(B)/obj/gen/tests.o
FUZZ   := $(patsubst test/fuzz/%_fuzz.c,%,$(wildcard test/fuzz/*_fuzz.c))
TOOLS  := sqlc htmlc assetc
BASE   := $(filter-out %_test.c,$(wildcard src/base/*.c))
BASE_OBJ := $(patsubst %.c,$(B)/tools/obj/%.o,$(BASE))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help run dev check test bench fuzz lint format deps dist \
        clean words unit replay hunt-all crash print-libs FORCE

all: $(B)/counterpart

help:
	@sed -n 's/^## //p' Makefile

## make          build $(B)/counterpart (CC=clang, SAN=address,undefined)
$(B)/counterpart: $(OBJ) $(B)/obj/src/main.o
	@echo "  link    $@"
	@$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(B)/obj/%.o: %.c $(B)/flags | $(GEN_H)
	@mkdir -p $(@D)
	@echo "  cc      $<"
	@$(CC) $(ALL_CFLAGS) $(PQ_INC) -MMD -MP -c -o $@ $<

# An engine's loops are made wide. Under a sanitizer all compute so little that
# to optimise takes longer than to run, but for these.
$(B)/obj/src/engine/%.o: HARDEN := $(patsubst -O0,-O1,$(HARDEN:-O2=-O3))
$(B)/obj/src/base/%.o $(B)/obj/src/text/%.o: HARDEN := $(HARDEN:-O0=-O1)

$(B)/obj/gen/%.o: $(B)/gen/%.c $(B)/flags | $(GEN_H)
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -Wno-overlength-strings -MMD -MP -c -o $@ $<

$(B)/flags: FORCE
	@mkdir -p $(B)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ \
	    || echo '$(CC) $(ALL_CFLAGS)' > $@

# ---- the build's own tools -------------------------------------------------

$(B)/tools/obj/%.o: %.c
	@mkdir -p $(@D)
	@gcc $(C_STD) $(WARN) -O1 -g $(DEFS) -Isrc -Itools -MMD -MP -c -o $@ $<

define tool_rule
$(B)/tools/$(1): $(patsubst %.c,$(B)/tools/obj/%.o,$(wildcard tools/$(1).c \
    tools/$(1)_*.c)) $(BASE_OBJ)
	@echo "  tool    $$@"
	@gcc -pie -pthread -o $$@ $$^ -lsqlite3 -lsodium -lbrotlienc -lz -lm
endef
$(foreach t,$(TOOLS) lint,$(eval $(call tool_rule,$(t))))

# What says the same keeps its age, so that a query's new wording compiles one
# file and not the room, and a migration only what it changes.
keep_age = if cmp -s $(1) $(1).old; then mv $(1).old $(1); \
    else rm -f $(1).old; fi

$(B)/gen/%.sql.made: src/%.sql $(B)/tools/sqlc $(B)/gen/schema.db
	@mkdir -p $(@D)
	@for f in $(@:.made=.h) $(@:.made=.c); do \
	  [ ! -e $$f ] || cp -p $$f $$f.old; done
	@$(B)/tools/sqlc --tried $(B)/gen/schema.db --in $< --out $(B)/gen/$*.sql
	@$(call keep_age,$(@:.made=.h))
	@$(call keep_age,$(@:.made=.c))
	@touch $@
$(B)/gen/%.sql.c: $(B)/gen/%.sql.made ;
$(B)/gen/%.sql.h: $(B)/gen/%.sql.made ;

$(B)/gen/%.html.c: src/%.html $(B)/tools/htmlc
	@mkdir -p $(@D)
	@[ ! -e $(@:.c=.h) ] || cp -p $(@:.c=.h) $(@:.c=.h).old
	@$(B)/tools/htmlc $< $(B)/gen/$*.html
	@$(call keep_age,$(@:.c=.h))
$(B)/gen/%.html.h: $(B)/gen/%.html.c ;

$(B)/gen/schema.c: $(SCHEMA) $(B)/tools/sqlc
	@mkdir -p $(@D)
	@$(B)/tools/sqlc --schema $(SCHEMA) --schema-out $@ \
	    --tried-out $(@:.c=.db)
# what they make: each file of queries is prepared against it
$(B)/gen/schema.db: $(B)/gen/schema.c ;

$(B)/gen/queries.c: $(SQL) $(B)/tools/sqlc
	@mkdir -p $(@D)
	@$(B)/tools/sqlc --queries-out $@ --all $(SQL)

$(B)/gen/doors.c: $(foreach r,$(ROOMS),src/$(r)/$(r).h) Makefile
	@mkdir -p $(@D)
	@{ echo '/* Made by the build: the doors of all rooms, in order. */'; \
	   echo '#include "keep/door.h"'; \
	   for r in $(ROOMS); do echo "#include \"$$r/$$r.h\""; done; \
	   echo 'const struct door *const all_doors[] = {'; \
	   for r in $(ROOMS); do echo "    &$${r}_door,"; done; \
	   echo '    NULL,'; echo '};'; } > $@

$(B)/gen/assets.c: $(ASSET) $(B)/tools/assetc
	@mkdir -p $(@D)
	@$(B)/tools/assetc $@ $(ASSET)

$(B)/gen/%.mo: locale/%.po
	@mkdir -p $(@D)
	@msgfmt --check -o $@ $<

$(B)/gen/words.c: $(patsubst locale/%.po,$(B)/gen/%.mo,$(PO)) Makefile
	@{ echo '/* Made by the build: the .mo files of locale/. */'; \
	   echo '#include "text/words.h"'; \
	   for f in $(filter %.mo,$^); do n=$$(basename $$f .mo); \
	     printf '%s\n' "__asm__(\".section .rodata\\n.balign 16\\n.global word_$$n\\n\""; \
	     printf '%s\n' "  \"word_$$n:\\n.incbin \\\"$$f\\\"\\n.global word_$${n}_end\\n\""; \
	     printf '%s\n' "  \"word_$${n}_end:\\n.byte 0\\n.previous\\n\");"; \
	     echo "extern const char word_$$n[], word_$${n}_end[];"; done; \
	   echo 'const struct words all_words[] = {'; \
	   for f in $(filter %.mo,$^); do n=$$(basename $$f .mo); \
	     echo "    { \"$$n\", word_$$n, word_$${n}_end },"; done; \
	   echo '    { NULL, NULL, NULL },'; echo '};'; } > $@

$(B)/gen/tests.list: FORCE
	@mkdir -p $(@D)
	@echo '$(TESTS)' | cmp -s - $@ || echo '$(TESTS)' > $@

$(B)/gen/tests.c: $(B)/gen/tests.list Makefile
	@{ echo '/* Made by the build: every unit test. */'; \
	   echo '#include <stddef.h>'; echo '#include "support/unit.h"'; \
	   for t in $(basename $(notdir $(TESTS))); do echo "int $$t(void);"; done; \
	   echo 'const struct unit_test unit_tests[] = {'; \
	   for t in $(basename $(notdir $(TESTS))); do \
	     echo "    { \"$$t\", $$t },"; done; \
	   echo '    { NULL, NULL },'; echo '};'; } > $@

$(B)/test/unit: $(OBJ) $(TEST_OBJ)
	@mkdir -p $(@D)
	@echo "  link    $@"
	@$(CC) $(LDFLAGS_ALL) -o $@ $^ -lcmocka -lz $(LIBS)

unit: $(B)/test/unit

# ---- fuzzing: the same targets replay their corpus and hunt ------------------

REPLAY := $(patsubst %,$(B)/fuzz/%-replay,$(FUZZ))
HUNT   := $(patsubst %,$(B)/hunt/%,$(FUZZ))
# a target may need a part of a tool: test/fuzz/NAME_fuzz.c says so by
# including it

# Of the program a target takes what it calls, out of an archive: a hunt counts
# what each input reached over all that is linked, so that a reader beside the
# whole program is tried a tenth as often.
$(B)/fuzz/all.a: $(OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	@ar rcsT $@ $^

$(B)/fuzz/%-replay: $(B)/obj/test/fuzz/%_fuzz.o $(B)/obj/test/fuzz/replay.o \
    $(B)/fuzz/all.a
	@$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

replay: $(REPLAY)
	@n=0; bad=0; for f in $(FUZZ); do \
	  if $(B)/fuzz/$$f-replay test/fuzz/corpus/$$f/* > $(B)/fuzz/$$f.log 2>&1; \
	  then n=$$((n + 1)); else bad=$$((bad + 1)); echo "$$f:"; \
	  tail -n 5 $(B)/fuzz/$$f.log; fi; done; \
	echo "$$n passed, $$bad failed"; [ $$bad -eq 0 ]

# each for FUZZ_S seconds, in a build of its own
FUZZ_S ?= 60
hunt-all: $(HUNT)
$(B)/hunt/%: $(B)/obj/test/fuzz/%_fuzz.o $(B)/fuzz/all.a
	@mkdir -p $(@D)
	@$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# ---- for people --------------------------------------------------------------

## make run      build and serve the example (script/server)
run:
	@script/server

## make dev      the same, built and started again after each saved file
dev:
	@script/dev

## make check    the fast tests, for every commit
check:
	@script/test --fast

## make test     all tests (script/test)
test:
	@script/test

## make crash    kill 1,000 times while eight clients write (100 servers)
crash: all unit
	@CP_ROUNDS=1000 test/fault/run.sh chain

print-libs:
	@echo '$(LIBS)'

## make bench    every figure that the README quotes
bench: $(B)/counterpart
	@for f in bench/*.sh; do echo "== $$f"; B=$(B) $$f || exit 1; done

## make fuzz     hunt with each fuzz target for FUZZ_S=60 seconds
fuzz:
	@$(MAKE) -s B=$(B)/hunted CC=clang SAN_O=-O1 \
	    SAN=fuzzer-no-link,address,undefined hunt-all
	@for f in $(FUZZ); do mkdir -p $(B)/found/$$f; \
	  $(B)/hunted/hunt/$$f -max_total_time=$(FUZZ_S) -entropic=0 \
	    -print_final_stats=1 \
	    -artifact_prefix=$(B)/found/ $(B)/found/$$f test/fuzz/corpus/$$f \
	    2> $(B)/found/$$f.log || { tail -n 30 $(B)/found/$$f.log; exit 1; }; \
	  echo "$$f: nothing found in $(FUZZ_S) s"; done

## make lint     the rules of the house over src/
lint: $(B)/tools/lint
	@$(B)/tools/lint src

## make format   lay the C out as .clang-format says
format:
	@clang-format -i $(wildcard src/*.c src/*/*.[ch] src/*/*/*.[ch] \
	    tools/*.[ch] test/*/*.[ch])

## make words    bring locale/*.po up to date
words: all
	@script/words

## make deps     install the Debian packages that are missing
deps:
	@script/deps build

## make dist     a tar ball of what is committed
dist:
	@git archive --prefix=counterpart-$(VERSION)/ \
	    -o $(B)/counterpart-$(VERSION).tar.gz HEAD

## make clean    remove $(B)
clean:
	rm -rf $(B)

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(B)/obj/src/main.d \
    $(wildcard $(B)/obj/test/fuzz/*.d) \
    $(wildcard $(B)/tools/obj/*/*.d $(B)/tools/obj/*/*/*.d)
