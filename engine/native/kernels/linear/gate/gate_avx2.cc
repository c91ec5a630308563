#include "../../vec_avx2.h"
#include "gate_vector.h"

namespace infbench::avx2 {

void gate(const GateArgs& args, int64_t rows) { vector::gate<Vec>(args, rows); }

}  // namespace infbench::avx2
