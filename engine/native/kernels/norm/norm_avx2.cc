#include "../vec_avx2.h"
#include "norm_vector.h"

namespace infbench::avx2 {

void rms_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch) {
  vector::norm_rows<Vec, false>(args, begin, end, scratch);
}

void layer_norm(const NormArgs& args, int64_t begin, int64_t end, float* scratch) {
  vector::norm_rows<Vec, true>(args, begin, end, scratch);
}

}  // namespace infbench::avx2
