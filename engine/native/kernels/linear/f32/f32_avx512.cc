#include "../../vec_avx512.h"
#include "f32_step.h"

namespace infbench::avx512 {

void linear_f32(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_lines<vector::F32Step<Vec>>(args, part);
}

}  // namespace infbench::avx512
