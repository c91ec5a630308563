#include "../vec_neon.h"
#include "rope_vector.h"

namespace infbench::neon {

void rope(const RopeArgs& args, int64_t begin, int64_t end) { vector::rope<Vec>(args, begin, end); }

}  // namespace infbench::neon
