#include "../vec_avx2.h"
#include "quantize_vector.h"

namespace infbench::avx2 {

void quantize_rows(const QuantizeArgs& args, int64_t begin, int64_t end) {
  vector::quantize_rows<Vec>(args, begin, end);
}

}  // namespace infbench::avx2
