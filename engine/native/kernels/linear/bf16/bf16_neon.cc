#include "../../vec_neon.h"
#include "bf16_widened.h"

namespace infbench::neon {

void linear_bf16(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_lines<vector::Bf16Step<Vec>>(args, part);
}

}  // namespace infbench::neon
