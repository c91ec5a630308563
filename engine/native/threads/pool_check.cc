#include <atomic>
#include <vector>

#include "../kernels/harness/check.h"
#include "pool.h"

namespace infbench {

// Every job of every loop runs exactly once, loops never overlap, whatever the number of threads and jobs.
void check_pool(Check& check) {
  if (!check.begin(Isa::scalar, "pool", "each job once")) return;
  Numbers numbers(check.seed());
  for (const int threads : {1, 2, 3, 5}) {
    Pool pool(threads);
    for (int loop = 0; loop < 1500; loop++) {
      const int64_t jobs = numbers.between(0, 40);
      std::vector<int> runs(static_cast<size_t>(jobs));
      std::atomic<int> stray{0};
      pool.run(jobs, [&](int64_t job, int worker) {
        if (worker < 0 || worker >= threads) stray++;
        runs[static_cast<size_t>(job)]++;
      });
      bool once = stray == 0;
      for (const int count : runs) once &= count == 1;
      check.that(once, text("%d threads, %lld jobs", threads, static_cast<long long>(jobs)));
    }
  }
  check.end();
}

}  // namespace infbench
