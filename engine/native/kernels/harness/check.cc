#include "check.h"

#include <cmath>
#include <cstdarg>

namespace infbench {

std::string text(const char* pattern, ...) {
  char buffer[300];
  va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(buffer, sizeof buffer, pattern, arguments);
  va_end(arguments);
  return buffer;
}

bool Check::begin(Isa isa, const char* name, const char* tolerance) {
  if (!cpu_runs(isa) || (only_ != nullptr && std::strcmp(only_, isa_name(isa)) != 0)) return false;
  name_ = name;
  tolerance_ = tolerance;
  cases_ = 0;
  worst_ = 0;
  kernel_failures_ = 0;
  return true;
}

void Check::compare(double error, const std::string& where) {
  cases_++;
  if (error > worst_) worst_ = error;
  if (error <= 1) return;
  failures_++;
  if (++kernel_failures_ <= 5) {
    std::printf("FAIL %s %s: error %.3g of the tolerance (seed %u)\n", name_.c_str(), where.c_str(), error, seed_);
  }
}

void Check::same(const float* a, const float* b, int64_t count, const std::string& where) {
  that(std::memcmp(a, b, static_cast<size_t>(count) * sizeof(float)) == 0, where + ": expected the same bits");
}

void Check::that(bool holds, const std::string& where) { compare(holds ? 0 : HUGE_VAL, where); }

void Check::end() {
  all_cases_ += cases_;
  if (kernel_failures_ == 0) {
    std::printf("ok %s: %lld cases, worst %.2g of the tolerance (%s)\n", name_.c_str(),
                static_cast<long long>(cases_), worst_, tolerance_.c_str());
  } else {
    std::printf("not ok %s: %d of %lld cases\n", name_.c_str(), kernel_failures_, static_cast<long long>(cases_));
  }
}

}  // namespace infbench
