// Cosines and sines of rotary embeddings by position, made when a position is first met and kept.
//
// angle = position * frequency. Positions are cut in chunks of 64; a chunk's angles are those of its first position
// plus those of 0..63, by the angle addition formulas in double, rounded to float once: a position's values never depend on
// when or with which others it was made. Chunks not met cost no memory: the system maps pages when they are written.
#pragma once

#include <cstdint>
#include <vector>

#include "../load/memory.h"

namespace infbench {

class Angles {
 public:
  // For positions below `positions`; frequencies: `half` of them, borrowed.
  Status open(const float* frequencies, int64_t half, int64_t positions);

  // Makes what is missing of these positions.
  void need(const int32_t* positions, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
      const size_t chunk = static_cast<size_t>(positions[i] / kChunk);
      if (!made_[chunk]) make(chunk);
    }
  }

  // [position][half]
  const float* cos() const { return table_.floats(0); }
  const float* sin() const { return table_.floats(table_.bytes() / 2); }

  size_t bytes() const { return table_.bytes(); }

 private:
  static constexpr int64_t kChunk = 64;

  void make(size_t chunk);

  const float* frequencies_ = nullptr;
  int64_t half_ = 0;
  Region table_;
  std::vector<bool> made_;
  // cos, sin of 0..63: [place][half][2].
  std::vector<double> places_;
  std::vector<double> first_;
};

}  // namespace infbench
