#include "../../vec_avx512.h"
#include "f32_vector.h"

namespace infbench::avx512 {

void linear_f32(const LinearArgs& args, const LinearPart& part, void*) { vector::linear<Vec>(args, part); }

}  // namespace infbench::avx512
