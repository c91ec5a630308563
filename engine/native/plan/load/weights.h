// The weights of a model in memory: filled from files, random numbers, constants or values, repacked on the way.
#pragma once

#include <vector>

#include "../../threads/pool.h"
#include "memory.h"
#include "../plan.h"
#include "../status.h"

namespace infbench {

class Weights {
 public:
  // Maps and fills all weights on the pool's threads. Files are read through mappings that are gone afterwards.
  Status load(const std::vector<Weight>& weights, Pool& pool);

  const float* at(int64_t weight) const { return region_.floats(offsets_[static_cast<size_t>(weight)]); }
  size_t bytes() const { return region_.bytes(); }

 private:
  Region region_;
  std::vector<size_t> offsets_;
};

}  // namespace infbench
