#include "isa.h"

#include <cstring>

#ifdef INFBENCH_X86
#include <cpuid.h>
#endif
#if defined(INFBENCH_NEON) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace infbench {

namespace {

#ifdef INFBENCH_X86
struct Registers {
  unsigned a = 0, b = 0, c = 0, d = 0;
};

Registers leaf(unsigned number, unsigned sub = 0) {
  Registers r;
  __get_cpuid_count(number, sub, &r.a, &r.b, &r.c, &r.d);
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

bool runs_avx512vnni() { return runs_avx512() && has(leaf(7).c, 11); }

bool runs_avx512bf16() { return runs_avx512vnni() && has(leaf(7, 1).a, 5); }
#endif

#ifdef INFBENCH_NEON
bool runs_neon() {
#ifdef __linux__
  return (getauxval(AT_HWCAP) & (1ul << 20)) != 0;  // HWCAP_ASIMDDP
#else
  return true;  // every 64-bit ARM that macOS runs on
#endif
}
#endif

}  // namespace

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::avx512bf16: return "avx512bf16";
    case Isa::avx512vnni: return "avx512vnni";
    case Isa::avx512: return "avx512";
    case Isa::neon: return "neon";
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
  if (isa == Isa::avx512vnni) return runs_avx512vnni();
  if (isa == Isa::avx512bf16) return runs_avx512bf16();
#endif
#ifdef INFBENCH_NEON
  if (isa == Isa::neon) return runs_neon();
#endif
  return isa == Isa::scalar;
}

// The levels of x86 follow each other; NEON stands beside them.
bool includes(Isa level, Isa need) {
  if (level == Isa::neon || need == Isa::neon) return need == level || need == Isa::scalar;
  return static_cast<int>(need) <= static_cast<int>(level);
}

}  // namespace infbench
