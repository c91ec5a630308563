#include "../vec_avx512.h"
#include "rope_vector.h"

namespace infbench::avx512 {

void rope(const RopeArgs& args, int64_t begin, int64_t end) { vector::rope<Vec>(args, begin, end); }

}  // namespace infbench::avx512
