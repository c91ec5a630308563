// The weights of a model in memory: filled from files, random numbers, constants or values, and packed in their format
// (kernels/linear/packed.h) on the way, a block of 16 rows at a time: loading needs no more memory than the weights have
// in the end, and a block of floats per thread. A weight that no pass packed stays rows of floats and is packed for each use.
#pragma once

#include <vector>

#include "../../threads/pool.h"
#include "memory.h"
#include "../plan.h"
#include "../status.h"

namespace infbench {

// Bytes of a weight in memory.
size_t weight_bytes(const Weight& weight);

class Weights {
 public:
  // Maps and fills all weights on the pool's threads. Files are read through mappings that are gone afterwards.
  Status load(const std::vector<Weight>& weights, Pool& pool);

  // Packs an unpacked weight on the pool's threads; what it returns holds until the next one is packed. Allocates nothing.
  const void* pack(int64_t index, const Weight& weight, Pool& pool);

  const void* at(int64_t weight) const { return region_.data() + offsets_[static_cast<size_t>(weight)]; }
  // Of a `plain` weight.
  const float* floats(int64_t weight) const { return region_.floats(offsets_[static_cast<size_t>(weight)]); }
  size_t bytes() const { return region_.bytes() + packing_.bytes(); }

 private:
  Status map_packing(const std::vector<Weight>& weights, int threads);

  Region region_;
  // Room for the largest unpacked weight, packed, and behind it a strip of floats for each thread.
  Region packing_;
  size_t strips_at_ = 0, strip_bytes_ = 0;
  std::vector<size_t> offsets_;
};

}  // namespace infbench
