#include "bench.h"

#include <cstdio>
#include <cstring>
#include <ctime>
#include <thread>

namespace infbench {

int64_t bench_now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

void Bench::line(const std::string& name, const std::string& shape, int64_t median_ns, int64_t fastest_ns,
                 double operations) {
  std::printf("%s\t%s\t%d\t%lld\t%lld", name.c_str(), shape.c_str(), pool_.threads(),
              static_cast<long long>(median_ns), static_cast<long long>(fastest_ns));
  if (operations > 0) std::printf("\t%.1f", operations / static_cast<double>(median_ns));
  std::printf("\n");
  std::fflush(stdout);
}

namespace {

// No family asks for all, "bounds" for both that end so.
bool wanted(const char* family, const char* name) {
  if (family == nullptr || std::strcmp(family, name) == 0) return true;
  const char* const dash = std::strchr(name, '-');
  return dash != nullptr && std::strcmp(family, dash + 1) == 0;
}

}  // namespace

int bench(const char* family, int threads) {
  const struct {
    const char* name;
    void (*run)(Bench&);
  } families[] = {{"linear", bench_linear}, {"attention", bench_attention}, {"rows", bench_rows}, {"pool", bench_pool},
                  {"linear-bounds", bench_linear_bounds}, {"attention-bounds", bench_attention_bounds}};
  Bench bench(threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
  bench_peak(bench);
  bool found = family == nullptr || std::strcmp(family, "peak") == 0;
  for (const auto& each : families) {
    if (!wanted(family, each.name)) continue;
    each.run(bench);
    found = true;
  }
  if (found) return 0;
  std::fprintf(stderr, "bench: expected linear, attention, rows, pool, bounds, linear-bounds, attention-bounds or peak, got %s\n", family);
  return 64;
}

}  // namespace infbench
