#include "../vec_neon.h"
#include "quantize_vector.h"

namespace infbench::neon {

void quantize_rows(const QuantizeArgs& args, int64_t begin, int64_t end) {
  vector::quantize_rows<Vec>(args, begin, end);
}

}  // namespace infbench::neon
