#include "../vec_avx2.h"
#include "peak_vector.h"

namespace infbench::avx2 {

double peak_fma(int64_t iterations, float* sink) { return vector::peak_fma<Vec>(iterations, sink); }

float peak_read(const float* data, int64_t count) { return vector::peak_read<Vec>(data, count); }

}  // namespace infbench::avx2
