#include "linear_check.h"

namespace infbench {

void check_linear(Check& check) {
  check_linear_f32(check);
  check_linear_bf16(check);
  check_linear_int(check);
  check_pack_affine(check);
  check_linear_minima(check);
  check_run_linear(check);
}

}  // namespace infbench
