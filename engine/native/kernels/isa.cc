#include "isa.h"

#include <cstring>

#ifdef INFBENCH_X86
#include <cpuid.h>
#endif

namespace infbench {

namespace {

#ifdef INFBENCH_X86
struct Registers {
  unsigned a = 0, b = 0, c = 0, d = 0;
};

Registers leaf(unsigned number) {
  Registers r;
  __get_cpuid_count(number, 0, &r.a, &r.b, &r.c, &r.d);
  return r;
}

bool has(unsigned word, int bit) { return ((word >> bit) & 1u) != 0; }

// XCR0: the register state the operating system saves. Bits 1, 2: SSE, AVX; 5, 6, 7: AVX-512 masks and registers.
unsigned saved_state() {
  if (!has(leaf(1).c, 27)) return 0;  // OSXSAVE
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool runs_avx2() {
  return (saved_state() & 0x6u) == 0x6u && has(leaf(1).c, 12) && has(leaf(7).b, 5);
}

bool runs_avx512() {
  const unsigned features = leaf(7).b;
  return runs_avx2() && (saved_state() & 0xe6u) == 0xe6u && has(features, 16) && has(features, 17) &&
         has(features, 30) && has(features, 31);
}
#endif

}  // namespace

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::avx512: return "avx512";
    case Isa::avx2: return "avx2";
    default: return "scalar";
  }
}

bool parse_isa(const char* name, Isa* out) {
  for (const Isa isa : kIsasBestFirst) {
    if (std::strcmp(name, isa_name(isa)) == 0) {
      *out = isa;
      return true;
    }
  }
  return false;
}

bool cpu_runs(Isa isa) {
#ifdef INFBENCH_X86
  if (isa == Isa::avx2) return runs_avx2();
  if (isa == Isa::avx512) return runs_avx512();
#endif
  return isa == Isa::scalar;
}

bool includes(Isa level, Isa need) { return static_cast<int>(need) <= static_cast<int>(level); }

}  // namespace infbench
