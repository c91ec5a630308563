// The checks of the linear family by number format.
#pragma once

#include "../harness/check.h"

namespace infbench {

void check_linear_f32(Check& check);
void check_linear_bf16(Check& check);
void check_linear_int(Check& check);
void check_pack_affine(Check& check);
void check_linear_minima(Check& check);
void check_run_linear(Check& check);

}  // namespace infbench
