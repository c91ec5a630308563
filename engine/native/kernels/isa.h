// Instruction sets a kernel can be written for, and which of them this CPU and operating system can run.
// A level names all features its files are compiled with:
//   avx2    AVX2, FMA
//   avxvnni avx2 and AVX-VNNI, dot products of bytes without AVX-512
//   avx512  AVX-512 F, BW, DQ, VL (and AVX2, FMA)
//   avx512vnni  avx512 and VNNI
//   avx512bf16  avx512vnni and BF16
//   neon    ARMv8.2-A with dot product
// evexvnni is none: the sources of avxvnni with the AVX-512 form of their instruction, which the kernels' check program has
// for machines that lack the other form. Nothing can choose it.
#pragma once

// INFBENCH_SCALAR_ONLY builds what other machines get, to try it here.
#if defined(__x86_64__) && !defined(INFBENCH_SCALAR_ONLY)
#define INFBENCH_X86 1
#elif defined(__aarch64__) && !defined(INFBENCH_SCALAR_ONLY)
#define INFBENCH_NEON 1
#endif
// The build says where the compiler is too old for it (sources.cjs).
#if defined(INFBENCH_X86) && !defined(INFBENCH_NO_AVXVNNI)
#define INFBENCH_AVXVNNI 1
#endif

namespace infbench {

enum class Isa : int { scalar, neon, avx2, avxvnni, evexvnni, avx512, avx512vnni, avx512bf16 };

constexpr Isa kIsasBestFirst[] = {Isa::avx512bf16, Isa::avx512vnni, Isa::avx512, Isa::avxvnni,
                                  Isa::avx2,       Isa::neon,       Isa::scalar};

const char* isa_name(Isa isa);

// The level of that name; false where there is none.
bool parse_isa(const char* name, Isa* out);

// Whether the CPU has the features and the operating system saves their registers.
bool cpu_runs(Isa isa);

// Whether a machine that runs `level` may run a kernel written for `need`.
bool includes(Isa level, Isa need);

}  // namespace infbench
