#include <cstdio>

#include "turns.h"

namespace infbench {

namespace {

constexpr int64_t kTurnNs = 30000000;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double rate_of(double work, const std::function<void()>& body) {
  const int64_t start = bench_now_ns();
  int64_t runs = 0, spent = 0;
  do {
    body();
    runs++;
    spent = bench_now_ns() - start;
  } while (spent < kTurnNs);
  return work * static_cast<double>(runs) / static_cast<double>(spent);
}

}  // namespace

void Turns::add(const std::string& name, const std::string& of, int threads, double work, std::function<void()> body) {
  turns_.push_back({name, of, threads, work, std::move(body), {}});
}

const Turns::Turn* Turns::ceiling_of(const Turn& turn) const {
  for (const Turn& each : turns_) {
    if (each.name == turn.of && each.threads == turn.threads) return &each;
  }
  return nullptr;
}

void Turns::run(int rounds) {
  for (Turn& turn : turns_) turn.body();
  for (int round = 0; round < rounds; round++) {
    for (Turn& turn : turns_) turn.rates.push_back(rate_of(turn.work, turn.body));
  }
  for (const Turn& turn : turns_) {
    std::printf("%s\t%d\t%.1f", turn.name.c_str(), turn.threads, median(turn.rates));
    if (const Turn* ceiling = ceiling_of(turn)) {
      std::vector<double> shares;
      for (size_t i = 0; i < turn.rates.size(); i++) shares.push_back(100 * turn.rates[i] / ceiling->rates[i]);
      std::printf("\t%.1f %% of %s", median(shares), turn.of.c_str());
    }
    std::printf("\n");
  }
  std::fflush(stdout);
}

static void bench_best_level(Bench& bench, void (*bounds)(Isa level, Pool& all, Pool& one)) {
  Pool one(1);
  for (const Isa level : kIsasBestFirst) {
    if (cpu_runs(level)) return bounds(level, bench.pool(), one);
  }
}

void bench_linear_bounds(Bench& bench) { bench_best_level(bench, linear_bounds); }
void bench_attention_bounds(Bench& bench) { bench_best_level(bench, attention_bounds); }

}  // namespace infbench
