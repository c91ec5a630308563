#include "../vec_neon.h"
#include "activation_vector.h"

namespace infbench::neon {

void gated_silu(const GatedArgs& args, int64_t begin, int64_t end) {
  vector::gated_silu<Vec>(args, begin, end);
}

void add(const AddArgs& args, int64_t begin, int64_t end) { vector::add<Vec>(args, begin, end); }

}  // namespace infbench::neon
