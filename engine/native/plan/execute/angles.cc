#include "angles.h"

#include <cmath>

namespace infbench {

Status Angles::open(const float* frequencies, int64_t half, int64_t positions) {
  const int64_t chunks = (positions + kChunk - 1) / kChunk;
  frequencies_ = frequencies;
  half_ = half;
  made_.assign(static_cast<size_t>(chunks), false);
  first_.resize(static_cast<size_t>(2 * half));
  places_.resize(static_cast<size_t>(2 * kChunk * half));
  for (int64_t i = 0; i < kChunk * half; i++) {
    const double angle = static_cast<double>(i / half) * frequencies[i % half];
    places_[static_cast<size_t>(2 * i)] = std::cos(angle);
    places_[static_cast<size_t>(2 * i + 1)] = std::sin(angle);
  }
  return table_.map(static_cast<size_t>(2 * chunks * kChunk * half) * sizeof(float), "the angles of rotary embeddings");
}

void Angles::make(size_t chunk) {
  const int64_t start = static_cast<int64_t>(chunk) * kChunk;
  for (int64_t i = 0; i < half_; i++) {
    const double angle = static_cast<double>(start) * frequencies_[i];
    first_[static_cast<size_t>(2 * i)] = std::cos(angle);
    first_[static_cast<size_t>(2 * i + 1)] = std::sin(angle);
  }
  float* const cos = table_.floats(0) + start * half_;
  float* const sin = table_.floats(table_.bytes() / 2) + start * half_;
  const double* const first = first_.data();
  const double* const places = places_.data();
  for (int64_t place = 0; place < kChunk; place++) {
    for (int64_t i = 0; i < half_; i++) {
      const double* const b = places + 2 * (place * half_ + i);
      cos[place * half_ + i] = static_cast<float>(first[2 * i] * b[0] - first[2 * i + 1] * b[1]);
      sin[place * half_ + i] = static_cast<float>(first[2 * i + 1] * b[0] + first[2 * i] * b[1]);
    }
  }
  made_[chunk] = true;
}

}  // namespace infbench
