#include "sums_rows.h"

namespace infbench::scalar {

namespace {

template <int Half>
void fold(float* values) {
  for (int i = 0; i < Half; i++) values[i] += values[i + Half];
}

struct Sums {
  static float group(const float* x) {
    float sums[16];
    for (int i = 0; i < 16; i++) sums[i] = x[i] + x[i + 16];
    fold<8>(sums);
    fold<4>(sums);
    fold<2>(sums);
    return sums[0] + sums[1];
  }
};

}  // namespace

void group_sums(const SumsArgs& args, int64_t begin, int64_t end) { vector::group_sums<Sums>(args, begin, end); }

}  // namespace infbench::scalar
