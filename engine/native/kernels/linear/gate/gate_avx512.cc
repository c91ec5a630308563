#include "../../vec_avx512.h"
#include "gate_vector.h"

namespace infbench::avx512 {

void gate(const GateArgs& args, int64_t rows) { vector::gate<Vec>(args, rows); }

}  // namespace infbench::avx512
