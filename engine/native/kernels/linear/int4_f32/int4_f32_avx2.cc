#include "../../vec_avx2.h"
#include "int4_f32_tile.h"

namespace infbench::avx2 {

namespace {

struct Unpack {
  using V = Vec;
  static constexpr int64_t kRows = 3, kBlocks = 1;

  template <class W>
  static constexpr int64_t narrow(bool) {
    return 0;
  }
  template <class W>
  static constexpr int64_t ahead(int64_t) {
    return 0;
  }
  INFBENCH_INLINE __m256 half(const uint8_t* p) {
    return _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(p)));
  }
  INFBENCH_INLINE __m256 nibble(const uint8_t* line, int shift) {
    const __m256i words = _mm256_load_si256(reinterpret_cast<const __m256i*>(line));
    const __m256i low = _mm256_srli_epi32(words, shift);
    return _mm256_cvtepi32_ps(_mm256_and_si256(low, _mm256_set1_epi32(15)));
  }
};

}  // namespace

void linear_int4_f32(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<vector::FloatTiles<Unpack>, vector::Int4Weights>(args, part);
}

}  // namespace infbench::avx2
