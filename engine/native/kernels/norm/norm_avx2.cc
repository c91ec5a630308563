#include "../vec_avx2.h"
#include "norm_vector.h"

namespace infbench::avx2 {

void rms_norm(const NormArgs& args, int64_t begin, int64_t end) { vector::rms_norm<Vec>(args, begin, end); }

}  // namespace infbench::avx2
