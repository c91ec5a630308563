#include "first_level.h"

#include "../isa.h"

#ifdef INFBENCH_X86
#include <cpuid.h>
#endif

namespace infbench {

namespace {

constexpr int64_t kLargeBytes = 48 << 10;

#ifdef INFBENCH_X86
// Leaves that list caches, the first of them the first level of data: Intel's and AMD's, of the same layout.
constexpr unsigned kIntelCaches = 4, kAmdCaches = 0x8000001d;
constexpr unsigned kKindBits = 0x1f, kDataCache = 1;

int64_t bytes_by(unsigned leaf) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(leaf, 0, &a, &b, &c, &d) == 0 || (a & kKindBits) != kDataCache) return 0;
  return cache_bytes(b, c);
}
#endif

}  // namespace

int64_t cache_bytes(unsigned b, unsigned c) {
  const int64_t line = (b & 0xfffu) + 1, partitions = ((b >> 12) & 0x3ffu) + 1, ways = (b >> 22) + 1;
  return line * partitions * ways * (static_cast<int64_t>(c) + 1);
}

int64_t first_level_bytes() {
#ifdef INFBENCH_X86
  const int64_t bytes = bytes_by(kIntelCaches);
  return bytes > 0 ? bytes : bytes_by(kAmdCaches);
#else
  return 0;
#endif
}

bool fetches_into_first_level() {
  static const bool large = first_level_bytes() >= kLargeBytes;
  return large;
}

}  // namespace infbench
