#include "../vec_avx2.h"
#include "rope_vector.h"

namespace infbench::avx2 {

void rope(const RopeArgs& args, int64_t begin, int64_t end) { vector::rope<Vec>(args, begin, end); }

}  // namespace infbench::avx2
