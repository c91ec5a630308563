# The kernels' check program outside Node, under the address and undefined-behaviour sanitizers unless SANITIZERS is empty:
#   make -C engine/native -f check.mk && engine/native/build/sanitized/infbench_kernels check
# `pool` is the thread pool's own check under the thread sanitizer. -O1 keeps it quick; the files of an instruction set are
# unrolled so far that, sanitized, optimizing them takes longer than it saves: -O0. Files are found by name, flags follow
# their suffix as in binding.gyp. For another machine: CXX=aarch64-linux-gnu-g++ MACHINE=aarch64.

OUT ?= build/sanitized
CXX ?= g++
SANITIZERS ?= address,undefined
PLAIN = -std=c++17 -O1 -g1 -Wall -Wextra -ffp-contract=off -fno-exceptions -fno-math-errno -fno-omit-frame-pointer
FLAGS = $(PLAIN) $(if $(SANITIZERS),-fsanitize=$(SANITIZERS) -fno-sanitize-recover=all)
ISA_avx2 = -mavx2 -mfma -mf16c -mno-avx512f
ISA_avxvnni = $(ISA_avx2) -mavxvnni
ISA_avx512 = -mavx2 -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl -Wno-maybe-uninitialized -Wno-uninitialized
ISA_avx512vnni = $(ISA_avx512) -mavx512vnni
ISA_evexvnni = $(ISA_avx512vnni) -mf16c
ISA_avx512bf16 = $(ISA_avx512vnni) -mavx512bf16
ISA_neon = -march=armv8.2-a+dotprod
isa_flags = $(1) $(and $(1),$(SANITIZERS),-O0)

SOURCES = $(wildcard kernels/*.cc kernels/*/*.cc kernels/*/*/*.cc plan/*.cc plan/*/*.cc threads/*.cc)
MACHINE ?= $(shell uname -m)
ifneq ($(MACHINE),x86_64)
SOURCES := $(filter-out %_avx2.cc %_avxvnni.cc %_evexvnni.cc %_avx512.cc %_avx512vnni.cc %_avx512bf16.cc,$(SOURCES))
else
PLAIN += -DINFBENCH_EVEXVNNI
ifneq ($(shell $(CXX) -mavxvnni -fsyntax-only -x c++ /dev/null 2> /dev/null && echo yes),yes)
PLAIN += -DINFBENCH_NO_AVXVNNI
SOURCES := $(filter-out %_avxvnni.cc,$(SOURCES))
endif
endif
ifneq ($(MACHINE),aarch64)
SOURCES := $(filter-out %_neon.cc,$(SOURCES))
endif
OBJECTS = $(SOURCES:%.cc=$(OUT)/%.o)

$(OUT)/infbench_kernels: $(OBJECTS)
	$(CXX) $(FLAGS) $^ -o $@ -lpthread

# The check of the pool alone, so with a main of its own.
POOL_MAIN = \#include "kernels/harness/check.h"\nint main() { infbench::Check check(1, nullptr); \
  infbench::check_pool(check); return check.failures(); }\n

$(OUT)/pool: $(filter-out %_bench.cc,$(wildcard threads/*.cc)) kernels/harness/check.cc kernels/isa.cc kernels/cpu/x86_words.cc
	@mkdir -p $(OUT)
	printf '$(POOL_MAIN)' | $(CXX) $(PLAIN) -fsanitize=thread -I. $^ -x c++ - -o $@ -lpthread

$(OUT)/%.o: %.cc
	@mkdir -p $(dir $@)
	$(CXX) $(FLAGS) $(call isa_flags,$(ISA_$(lastword $(subst _, ,$*)))) -MMD -MP -c $< -o $@

-include $(OBJECTS:.o=.d)
