#include "../vec_avx512.h"
#include "linear_vector.h"

namespace infbench::avx512 {

void linear_f32(const LinearArgs& args, const LinearPart& part) { vector::linear<Vec>(args, part); }

}  // namespace infbench::avx512
