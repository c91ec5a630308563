// Instruction sets a kernel can be written for, and which of them this CPU and operating system can run.
// A level names all features its files are compiled with:
//   avx2    AVX2, FMA
//   avx512  AVX-512 F, BW, DQ, VL (and AVX2, FMA)
//   avx512vnni  avx512 and VNNI
//   avx512bf16  avx512vnni and BF16
//   neon    ARMv8.2-A with dot product
#pragma once

// INFBENCH_SCALAR_ONLY builds what other machines get, to try it here.
#if defined(__x86_64__) && !defined(INFBENCH_SCALAR_ONLY)
#define INFBENCH_X86 1
#elif defined(__aarch64__) && !defined(INFBENCH_SCALAR_ONLY)
#define INFBENCH_NEON 1
#endif

namespace infbench {

enum class Isa : int { scalar, neon, avx2, avx512, avx512vnni, avx512bf16 };

constexpr Isa kIsasBestFirst[] = {Isa::avx512bf16, Isa::avx512vnni, Isa::avx512, Isa::avx2, Isa::neon, Isa::scalar};

const char* isa_name(Isa isa);

// The level of that name; false where there is none.
bool parse_isa(const char* name, Isa* out);

// Whether the CPU has the features and the operating system saves their registers.
bool cpu_runs(Isa isa);

// Whether a machine that runs `level` may run a kernel written for `need`.
bool includes(Isa level, Isa need);

}  // namespace infbench
