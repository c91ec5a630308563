#include "../../vec_avx2.h"
#include "f32_vector.h"

namespace infbench::avx2 {

void linear_f32(const LinearArgs& args, const LinearPart& part, void*) { vector::linear<Vec>(args, part); }

}  // namespace infbench::avx2
