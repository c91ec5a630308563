// What a parallel loop costs when its jobs do nothing: the time from `run` to its return, with the workers awake (loops
// back to back, as in a step) and asleep (a pause of 2 ms before).
#include <ctime>

#include "../kernels/harness/bench.h"

namespace infbench {

void bench_pool(Bench& bench) {
  constexpr int kLoops = 1000;
  Pool& pool = bench.pool();
  for (const int64_t jobs : {2, 12, 48}) {
    bench.time("pool_1000_loops", std::to_string(jobs) + " jobs", [&] {
      for (int loop = 0; loop < kLoops; loop++) pool.run(jobs, [](int64_t, int) {});
    });
  }
  std::vector<int64_t> runs;
  for (int i = 0; i < 100; i++) {
    const timespec pause{0, 2000000};
    nanosleep(&pause, nullptr);
    const int64_t before = bench_now_ns();
    pool.run(2, [](int64_t, int) {});
    runs.push_back(bench_now_ns() - before);
  }
  std::sort(runs.begin(), runs.end());
  bench.line("pool_from_sleep", "2 jobs", runs[runs.size() / 2], runs[0]);
}

}  // namespace infbench
