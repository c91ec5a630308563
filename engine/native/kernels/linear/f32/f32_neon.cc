#include "../../vec_neon.h"
#include "f32_step.h"

namespace infbench::neon {

void linear_f32(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_lines<vector::F32Step<Vec>>(args, part);
}

}  // namespace infbench::neon
