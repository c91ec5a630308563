#include "../vec_neon.h"
#include "norm_vector.h"

namespace infbench::neon {

void rms_norm(const NormArgs& args, int64_t begin, int64_t end) { vector::rms_norm<Vec>(args, begin, end); }

}  // namespace infbench::neon
