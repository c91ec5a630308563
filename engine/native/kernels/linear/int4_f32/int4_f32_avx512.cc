#include "../../vec_avx512.h"
#include "int4_f32_tile.h"

namespace infbench::avx512 {

namespace {

struct Unpack {
  using V = Vec;
  static constexpr int64_t kRows = 5, kBlocks = 3;

  template <class W>
  static constexpr int64_t narrow(bool) {
    return 0;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 0;
  }
  INFBENCH_INLINE __m512 half(const uint8_t* p) {
    return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(p)));
  }
  INFBENCH_INLINE __m512 nibble(const uint8_t* line, int shift) {
    const __m512i words = _mm512_srli_epi32(_mm512_load_si512(line), static_cast<unsigned>(shift));
    return _mm512_cvtepi32_ps(_mm512_and_si512(words, _mm512_set1_epi32(15)));
  }
};

}  // namespace

void linear_int4_f32(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<vector::FloatTiles<Unpack>, vector::Int4Weights>(args, part);
}

}  // namespace infbench::avx512
