#include "../vec_neon.h"
#include "activation_vector.h"

namespace infbench::neon {

void gated(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  vector::gated<Vec>(args, begin, end, scratch);
}

void activate(const ActivationArgs& args, int64_t begin, int64_t end, float* scratch) {
  vector::activate<Vec>(args, begin, end, scratch);
}

void add(const AddArgs& args, int64_t begin, int64_t end) { vector::add<Vec>(args, begin, end); }

}  // namespace infbench::neon
