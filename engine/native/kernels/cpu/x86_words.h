// What an x86 CPU says of itself, and which instruction sets it runs by that: apart from asking, so that other CPUs than
// this one can be tried.
#pragma once

#include "../isa.h"

namespace infbench {

// Words of CPUID, named leaf (and subleaf) and register, and the state that the operating system saves (XCR0, 0 where it
// does not say).
struct X86Words {
  unsigned leaf1_c = 0, leaf7_b = 0, leaf7_c = 0, leaf7_1_a = 0;
  unsigned saved = 0;
};

// Of this CPU; all 0 elsewhere.
X86Words x86_words();

// Whether such a CPU runs `isa`, scalar included.
bool x86_runs(const X86Words& cpu, Isa isa);

}  // namespace infbench
