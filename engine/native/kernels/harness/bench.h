// Timing kernels on all threads of a pool. Output: one line per kernel and shape,
//   name <tab> shape <tab> threads <tab> ns (median) <tab> ns (fastest) [<tab> giga-operations per second (median)]
// FLOP and bytes follow from the shape; the engine's cost model has the formulas. The machine's peaks come first, as comments.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "../../threads/pool.h"
#include "../isa.h"

namespace infbench {

int64_t bench_now_ns();

class Bench {
 public:
  explicit Bench(int threads) : pool_(threads) {}

  Pool& pool() { return pool_; }

  // Runs body once to warm up, then for at least 0.4 s and five times; prints the line. operations: of one run.
  template <class Body>
  void time(const std::string& name, const std::string& shape, Body&& body, double operations = 0) {
    body();
    std::vector<int64_t> runs;
    const int64_t start = bench_now_ns();
    while (runs.size() < 5 || (bench_now_ns() - start < 400000000 && runs.size() < 2000)) {
      const int64_t before = bench_now_ns();
      body();
      runs.push_back(bench_now_ns() - before);
    }
    std::sort(runs.begin(), runs.end());
    line(name, shape, runs[runs.size() / 2], runs[0], operations);
  }

  // Prints a line of the table.
  void line(const std::string& name, const std::string& shape, int64_t median_ns, int64_t fastest_ns,
            double operations = 0);

 private:
  Pool pool_;
};

// All families, or one; threads 0: as many as the machine has. Exit code.
int bench(const char* family, int threads);

void bench_peak(Bench& bench);
void bench_linear(Bench& bench);
void bench_attention(Bench& bench);
void bench_rows(Bench& bench);
void bench_pool(Bench& bench);
// What lies between the kernels and the peaks (bounds/): other lines, which turns.h tells.
void bench_linear_bounds(Bench& bench);
void bench_attention_bounds(Bench& bench);

}  // namespace infbench
