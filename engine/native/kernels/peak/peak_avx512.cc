#include "../vec_avx512.h"
#include "peak_vector.h"

namespace infbench::avx512 {

double peak_f32(int64_t iterations, float* sink) { return vector::peak_f32<Vec>(iterations, sink); }

float peak_read(const float* data, int64_t count, int streams) {
  return vector::peak_read<Vec>(data, count, streams);
}

float peak_walk(const float* data, int64_t count, int products) {
  return vector::peak_walk<Vec>(data, count, products);
}

}  // namespace infbench::avx512
