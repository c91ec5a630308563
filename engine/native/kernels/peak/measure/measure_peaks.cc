#include "measure_peaks.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <vector>

#include "../../../plan/load/memory.h"
#include "../../../threads/pool.h"

namespace infbench {

namespace {

constexpr double kWindowSeconds = 0.002, kReadSeconds = 0.6;
constexpr int kComputeWindows = 120, kReadRounds = 10;
constexpr int64_t kCalibration = 20000;
constexpr int64_t kMiB = int64_t{1} << 20;
constexpr int kSinkStride = 16;  // floats: a cache line of its own for each thread

double now_seconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <class Body>
double seconds_of(Body&& body) {
  const double before = now_seconds();
  body();
  return std::max(now_seconds() - before, 1e-9);
}

struct Rate {
  double best, sustained;
};

// Every thread times its own windows, so that one which the system lets wait spoils only its own.
Rate compute_rate(Pool& pool, PeakComputeFn run, float* sinks) {
  std::vector<Rate> of(static_cast<size_t>(pool.threads()) * kSinkStride);
  pool.run(pool.threads(), [&](int64_t job, int) {
    float* const sink = sinks + job * kSinkStride;
    Rate& mine = of[static_cast<size_t>(job * kSinkStride)];
    run(kCalibration, sink);  // wakes the wide units
    const double once = seconds_of([&] { run(kCalibration, sink); });
    const int64_t iterations = std::max<int64_t>(1, static_cast<int64_t>(kCalibration * kWindowSeconds / once));
    double operations = 0, spent = 0;
    for (int window = 0; window < kComputeWindows; window++) {
      double done = 0;
      const double seconds = seconds_of([&] { done = run(iterations, sink); });
      mine.best = std::max(mine.best, done / seconds);
      operations += done;
      spent += seconds;
    }
    mine.sustained = operations / spent;
  });
  Rate sum{};
  for (const Rate& each : of) {
    sum.best += each.best;
    sum.sustained += each.sustained;
  }
  return sum;
}

// The numbers of streams take turns, so that what is sustained is a mean over the whole time for each of them.
void read_rates(Pool& pool, PeakReadFn run, const float* data, int64_t floats, float* sinks, MachinePeaks* out) {
  const int threads = pool.threads();
  const int64_t each = floats / threads;
  const double bytes = static_cast<double>(each * threads) * sizeof(float), start = now_seconds();
  double spent[std::size(kPeakStreams)] = {};
  int rounds = 0;
  do {
    for (size_t i = 0; i < std::size(kPeakStreams); i++) {
      const double seconds = seconds_of([&] {
        pool.run(threads, [&](int64_t job, int) {
          sinks[job * kSinkStride] = run(data + job * each, each, kPeakStreams[i]);
        });
      });
      spent[i] += seconds;
      out->read_bytes = std::max(out->read_bytes, bytes / seconds);
    }
    rounds++;
  } while (rounds < kReadRounds && now_seconds() - start < kReadSeconds);
  out->sustained_read_bytes = bytes * rounds / *std::min_element(std::begin(spent), std::end(spent));
}

// Several times the last-level cache where the system tells its size.
int64_t bytes_to_read() {
  int64_t cache = 0;
#ifdef _SC_LEVEL3_CACHE_SIZE
  cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
  return std::min(std::max(8 * cache, 256 * kMiB), 1024 * kMiB);
}

}  // namespace

Status measure_peaks(int threads, Isa level, Region& memory, MachinePeaks* out) {
  Pool pool(threads);
  if (!pool.complete()) return Status::error(format("peaks: threads: the system refused to start %d threads", threads));
  std::vector<float> sinks(static_cast<size_t>(threads) * kSinkStride);
  for (int type = 0; type < kPeakTypes; type++) {
    const PeakKernel* const kernel = peak_kernel(level, static_cast<PeakType>(type));
    if (kernel == nullptr) continue;
    const Rate rate = compute_rate(pool, kernel->run, sinks.data());
    out->operations[type] = rate.best;
    out->sustained_operations[type] = rate.sustained;
  }
  const int64_t floats = bytes_to_read() / static_cast<int64_t>(sizeof(float));
  const size_t bytes = static_cast<size_t>(floats) * sizeof(float);
  const bool kept = memory.bytes() == bytes;
  if (!kept) {
    const Status mapped = memory.map(bytes, "the read peak");
    if (!mapped.ok()) return mapped;
  }
  float* const data = memory.floats(0);
  if (!kept) {
    pool.run(threads, [&](int64_t job, int) {
      std::fill(data + job * floats / threads, data + (job + 1) * floats / threads, 1.0f);
    });
  }
  read_rates(pool, peak_read(level), data, floats, sinks.data(), out);
  return {};
}

}  // namespace infbench
