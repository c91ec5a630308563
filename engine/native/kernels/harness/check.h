// Comparing kernels with the scalar oracle over many shapes. Each family has a `_check.cc` with one function that
// includes its `.inc`, so that a kernel added there is checked.
#pragma once

#include <cstdint>
#include <string>

#include "../isa.h"
#include "guard.h"

namespace infbench {

// Deterministic numbers of a seed.
class Numbers {
 public:
  explicit Numbers(uint32_t seed) : state_(seed * 2654435761u + 1) {}
  uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  // Uniform in [-1, 1).
  float unit() { return static_cast<float>(static_cast<int32_t>(next()) >> 8) * 0x1p-23f; }
  // Uniform in [low, high].
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(next() % static_cast<uint32_t>(high - low + 1));
  }
  void fill(Floats& floats, float scale) {
    for (int64_t i = 0; i < floats.size(); i++) floats[i] = scale * unit();
  }

 private:
  uint32_t state_;
};

class Check {
 public:
  // only: null for every instruction set. quick: fewer cases where they are many. threads: the most a pool may have.
  Check(uint32_t seed, const char* only, bool quick = false, int threads = 3)
      : seed_(seed), only_(only), quick_(quick), threads_(threads) {}

  // Whether to check kernels of `isa` here; begins the tally of the kernel `name`.
  bool begin(Isa isa, const char* name, const char* tolerance);
  // Whether to make the next case of many: every one, or each `one_of`th when quick.
  bool takes(int64_t one_of) { return !quick_ || turn_++ % one_of == 0; }
  // One comparison: `error` in units of what is allowed (1 is the limit; NaN fails). `where` describes the case.
  void compare(double error, const std::string& where);
  // Bits equal.
  void same(const float* a, const float* b, int64_t count, const std::string& where);
  void that(bool holds, const std::string& where);
  // Prints the tally.
  void end();

  uint32_t seed() const { return seed_; }
  int threads() const { return threads_; }
  int failures() const { return failures_; }
  int64_t cases() const { return all_cases_; }

 private:
  const uint32_t seed_;
  const char* const only_;
  const bool quick_;
  const int threads_;
  int64_t turn_ = 0;
  std::string name_, tolerance_;
  int64_t cases_ = 0, all_cases_ = 0;
  double worst_ = 0;
  int failures_ = 0, kernel_failures_ = 0;
};

// snprintf into a string.
std::string text(const char* pattern, ...) __attribute__((format(printf, 1, 2)));

void check_isa(Check& check);
void check_quantize(Check& check);
void check_sums(Check& check);
void check_embed(Check& check);
void check_norm(Check& check);
void check_linear(Check& check);
void check_rope(Check& check);
void check_kv_write(Check& check);
void check_kv_runs(Check& check);
void check_attention(Check& check);
void check_activation(Check& check);
void check_sample(Check& check);
// The pool under many short loops, and an executor whose step must not allocate.
void check_pool(Check& check);
void check_executor(Check& check);

// Calls of operator new in this process so far.
int64_t allocation_count();

}  // namespace infbench
