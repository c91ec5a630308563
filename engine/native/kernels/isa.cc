#include "isa.h"

#include <cstring>

#include "cpu/x86_words.h"

#if defined(INFBENCH_NEON) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace infbench {

namespace {

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
    case Isa::avxvnni: return "avxvnni";
    case Isa::evexvnni: return "evexvnni";
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
#if defined(INFBENCH_X86) && !defined(INFBENCH_AVXVNNI)
  if (isa == Isa::avxvnni) return false;
#endif
#ifdef INFBENCH_X86
  return x86_runs(x86_words(), isa);
#endif
#ifdef INFBENCH_NEON
  if (isa == Isa::neon) return runs_neon();
#endif
  return isa == Isa::scalar;
}

// The levels of x86 follow each other but for AVX-VNNI, which no AVX-512 brings; that and NEON stand beside them.
bool includes(Isa level, Isa need) {
  const auto beside = [](Isa isa) { return isa == Isa::neon || isa == Isa::avxvnni || isa == Isa::evexvnni; };
  if (need == level || need == Isa::scalar) return true;
  if (level == Isa::avxvnni || level == Isa::evexvnni) return need == Isa::avx2;
  return !beside(level) && !beside(need) && static_cast<int>(need) <= static_cast<int>(level);
}

}  // namespace infbench
