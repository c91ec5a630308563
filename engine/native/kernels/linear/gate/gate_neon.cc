#include "../../vec_neon.h"
#include "gate_vector.h"

namespace infbench::neon {

void gate(const GateArgs& args, int64_t rows) { vector::gate<Vec>(args, rows); }

}  // namespace infbench::neon
