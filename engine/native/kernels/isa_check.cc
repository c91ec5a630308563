// Which level known CPUs get, by the words they and their operating systems answer with, and which kernels a level gets.
#include "attention/attention.h"
#include "cpu/first_level.h"
#include "harness/check.h"
#include "linear/linear.h"
#include "norm/norm.h"
#include "cpu/x86_words.h"

namespace infbench {

namespace {

constexpr unsigned bit(int number) { return 1u << number; }

// Registers that operating systems save: AVX; AVX-512 too.
constexpr unsigned kAvx = 0x7, kAvx512 = 0xe7;
constexpr unsigned kFmaAndSaved = bit(12) | bit(27), kAvx2 = bit(5);
constexpr unsigned kAvx512All = kAvx2 | bit(16) | bit(17) | bit(30) | bit(31), kAvx512Vnni = bit(11);
constexpr unsigned kAvxVnni = bit(4), kBf16 = bit(5);

struct KnownCpu {
  const char* name;
  X86Words words;
  Isa best;
  bool avxvnni;  // whether it may be forced to that level
};

constexpr KnownCpu kKnown[] = {
    {"before AVX2", {bit(27), 0, 0, 0, kAvx}, Isa::scalar, false},
    {"Haswell", {kFmaAndSaved, kAvx2, 0, 0, kAvx}, Isa::avx2, false},
    {"Haswell, no AVX state saved", {kFmaAndSaved, kAvx2, 0, 0, 3}, Isa::scalar, false},
    {"Alder Lake", {kFmaAndSaved, kAvx2, 0, kAvxVnni, kAvx}, Isa::avxvnni, true},
    {"Alder Lake, no AVX state saved", {kFmaAndSaved, kAvx2, 0, kAvxVnni, 0}, Isa::scalar, false},
    {"AVX-VNNI without FMA", {bit(27), kAvx2, 0, kAvxVnni, kAvx}, Isa::scalar, false},
    {"Skylake-X", {kFmaAndSaved, kAvx512All, 0, 0, kAvx512}, Isa::avx512, false},
    {"Cascade Lake", {kFmaAndSaved, kAvx512All, kAvx512Vnni, 0, kAvx512}, Isa::avx512vnni, false},
    {"Zen 4", {kFmaAndSaved, kAvx512All, kAvx512Vnni, kBf16, kAvx512}, Isa::avx512bf16, false},
    {"Zen 5", {kFmaAndSaved, kAvx512All, kAvx512Vnni, kBf16 | kAvxVnni, kAvx512}, Isa::avx512bf16, true},
    {"Zen 5, no AVX-512 state saved", {kFmaAndSaved, kAvx512All, kAvx512Vnni, kBf16 | kAvxVnni, kAvx}, Isa::avxvnni, true},
};

Isa best_of(const X86Words& words) {
  for (const Isa isa : kIsasBestFirst) {
    if (x86_runs(words, isa)) return isa;
  }
  return Isa::scalar;
}

struct Chosen {
  Isa level, int4, int8, int8_attention, int4_f32, norm;
};

#ifdef INFBENCH_X86
#ifdef INFBENCH_AVXVNNI
constexpr Isa kDot256 = Isa::avxvnni;
#else
constexpr Isa kDot256 = Isa::avx2;
#endif
constexpr Chosen kChosen[] = {
    {Isa::avx2, Isa::avx2, Isa::avx2, Isa::avx2, Isa::avx2, Isa::avx2},
    {Isa::avxvnni, kDot256, kDot256, kDot256, Isa::avx2, Isa::avx2},
    {Isa::avx512, Isa::avx2, Isa::avx2, Isa::avx512, Isa::avx512, Isa::avx512},
    {Isa::avx512vnni, Isa::avx512vnni, Isa::avx512vnni, Isa::avx512vnni, Isa::avx512, Isa::avx512},
    {Isa::avx512bf16, Isa::avx512vnni, Isa::avx512vnni, Isa::avx512vnni, Isa::avx512, Isa::avx512},
};
#else
constexpr Chosen kChosen[] = {{Isa::scalar, Isa::scalar, Isa::scalar, Isa::scalar, Isa::scalar, Isa::scalar}};
#endif

void check_choice(Check& check, const Chosen& chosen) {
  const auto linear = [&](WeightFormat weights, ActivationType x) { return linear_kernel(chosen.level, weights, x)->isa; };
  check.that(linear(WeightFormat::int4, ActivationType::q8) == chosen.int4 &&
                 linear(WeightFormat::int8, ActivationType::q8) == chosen.int8 &&
                 linear(WeightFormat::int4, ActivationType::f32) == chosen.int4_f32 &&
                 attention_kernel(chosen.level, KvType::int8, false).isa == chosen.int8_attention &&
                 norm_kernel(chosen.level).isa == chosen.norm,
             std::string("kernels of ") + isa_name(chosen.level));
}

}  // namespace

void check_isa(Check& check) {
  if (!check.begin(Isa::scalar, "isa", "the level of each known CPU")) return;
  for (const KnownCpu& cpu : kKnown) {
    const Isa best = best_of(cpu.words);
    check.that(best == cpu.best, std::string(cpu.name) + ": got " + isa_name(best));
    check.that(x86_runs(cpu.words, Isa::avxvnni) == cpu.avxvnni, std::string(cpu.name) + ": avxvnni");
  }
  // Kernels of a level's own and of those before it; AVX-512 does not bring AVX-VNNI.
  check.that(includes(Isa::avxvnni, Isa::avx2) && !includes(Isa::avx2, Isa::avxvnni), "avxvnni is above avx2");
  for (const Isa level : {Isa::avx512, Isa::avx512vnni, Isa::avx512bf16}) {
    check.that(includes(level, Isa::avx2) && includes(level, Isa::avx512), isa_name(level));
    check.that(!includes(level, Isa::avxvnni) && !includes(Isa::avxvnni, level), isa_name(level));
  }
  for (const Chosen& chosen : kChosen) check_choice(check, chosen);
  // As Zen 4 (8 ways of 64 lines) and Zen 5 (12) say it.
  check.that(cache_bytes(7u << 22 | 63, 63) == 32 << 10 && cache_bytes(11u << 22 | 63, 63) == 48 << 10, "bytes of a cache");
  Isa parsed = Isa::scalar;
  check.that(parse_isa("avxvnni", &parsed) && parsed == Isa::avxvnni, "avxvnni has a name");
  check.that(!parse_isa("evexvnni", &parsed), "evexvnni cannot be chosen");
  check.end();
}

}  // namespace infbench
