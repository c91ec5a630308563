#include "x86_words.h"

#ifdef INFBENCH_X86
#include <cpuid.h>
#endif

namespace infbench {

namespace {

bool has(unsigned word, int bit) { return ((word >> bit) & 1u) != 0; }

// XCR0, bits 1, 2: SSE, AVX; 5, 6, 7: AVX-512 masks and registers.
bool runs_avx2(const X86Words& cpu) {
  return (cpu.saved & 0x6u) == 0x6u && has(cpu.leaf1_c, 12) && has(cpu.leaf7_b, 5);
}

bool runs_avx512(const X86Words& cpu) {
  return runs_avx2(cpu) && (cpu.saved & 0xe6u) == 0xe6u && has(cpu.leaf7_b, 16) && has(cpu.leaf7_b, 17) &&
         has(cpu.leaf7_b, 30) && has(cpu.leaf7_b, 31);
}

bool runs_avx512vnni(const X86Words& cpu) { return runs_avx512(cpu) && has(cpu.leaf7_c, 11); }

}  // namespace

X86Words x86_words() {
  X86Words words;
#ifdef INFBENCH_X86
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) != 0) words.leaf1_c = c;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) != 0) {
    words.leaf7_b = b;
    words.leaf7_c = c;
  }
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d) != 0) words.leaf7_1_a = a;
  if (has(words.leaf1_c, 27)) {  // OSXSAVE
    unsigned high;
    __asm__ volatile("xgetbv" : "=a"(words.saved), "=d"(high) : "c"(0));
  }
#endif
  return words;
}

bool x86_runs(const X86Words& cpu, Isa isa) {
  switch (isa) {
    case Isa::avx2: return runs_avx2(cpu);
    case Isa::avxvnni: return runs_avx2(cpu) && has(cpu.leaf7_1_a, 4);
    case Isa::avx512: return runs_avx512(cpu);
    case Isa::avx512vnni:
    case Isa::evexvnni: return runs_avx512vnni(cpu);
    case Isa::avx512bf16: return runs_avx512vnni(cpu) && has(cpu.leaf7_1_a, 5);
    default: return isa == Isa::scalar;
  }
}

}  // namespace infbench
