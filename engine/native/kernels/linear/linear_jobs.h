// Cutting a linear layer into jobs of a pool: groups of columns (each job reads its own weights), and passes of rows
// where there are many. Not for instruction-set files.
#pragma once

#include "../../threads/pool.h"
#include "linear.h"

namespace infbench {

// Rows of one pass: the activations of a job and its sums stay in cache.
constexpr int64_t kLinearPassRows = 96;

inline void run_linear(Pool& pool, LinearFn run, const LinearArgs& args, int64_t rows) {
  if (rows == 0) return;
  const int64_t blocks = (args.outputs + 15) / 16;
  // A job is as wide as a tile of the vector kernels, but there are several per thread, so that threads end together.
  const int64_t wide = rows == 7 || rows == 8 ? 3 : 4;
  const int64_t fair = blocks / (2 * pool.threads());
  const int64_t per_group = fair >= wide ? wide : fair > 1 ? fair : 1;
  const int64_t groups = (blocks + per_group - 1) / per_group;
  const int64_t passes = (rows + kLinearPassRows - 1) / kLinearPassRows;
  // Passes of one column group follow each other, so that its weights come from cache the second time.
  pool.run(groups * passes, [&](int64_t job, int) {
    const int64_t group = job / passes;
    const int64_t pass = job % passes;
    run(args, {pass * rows / passes, (pass + 1) * rows / passes, group * blocks / groups,
               (group + 1) * blocks / groups});
  });
}

}  // namespace infbench
