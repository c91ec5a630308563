// bf16 with dot products of pairs (vdpbf16ps): per step sum += x1 w1, then sum += x0 w0 (the order of the instruction),
// each rounded to nearest even; it reads and writes denormal numbers as zero.
#include "../../vec_avx512.h"
#include "../lines/loops.h"

namespace infbench::avx512bf16 {

namespace {

struct Vec : avx512::Vec {};

struct Step {
  using V = Vec;
  using Weights = __m512bh;
  using Inputs = __m512bh;
  static constexpr int64_t inputs = 2;
  static constexpr int64_t tile_rows = 6;
  static constexpr int few_rows = 8;
  static constexpr int blocks(int rows) { return rows <= 6 ? 4 : 3; }

  INFBENCH_INLINE Weights weights(const uint8_t* line) {
    return reinterpret_cast<Weights>(_mm512_loadu_si512(line));
  }
  INFBENCH_INLINE Inputs inputs_at(const uint8_t* x) {
    int32_t pair;
    __builtin_memcpy(&pair, x, sizeof pair);
    return reinterpret_cast<Inputs>(_mm512_set1_epi32(pair));
  }
  INFBENCH_INLINE V::F multiply(Inputs x, Weights w, V::F sum) { return _mm512_dpbf16_ps(sum, w, x); }
};

}  // namespace

void linear_bf16(const LinearArgs& args, const LinearPart& part, void*) { vector::linear_lines<Step>(args, part); }

}  // namespace infbench::avx512bf16
