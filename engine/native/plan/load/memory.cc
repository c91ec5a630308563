#include "memory.h"

#include <sys/mman.h>

namespace infbench {

namespace {
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kGiB = size_t{1} << 30;
}  // namespace

Status Region::map(size_t bytes, const char* what) {
  release();
  if (bytes == 0) return {};
  // A huge page more than asked, so that the data can start on one.
  const bool huge = bytes >= kHugePage;
  const size_t length = huge ? round_up(bytes, kHugePage) + kHugePage : round_up(bytes, 4096);
  void* const mapping = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) {
    return Status::error(format("out of memory: %s needs %.2f GiB", what, static_cast<double>(bytes) / kGiB));
  }
  mapping_ = mapping;
  mapped_ = length;
  bytes_ = bytes;
  const uintptr_t start = reinterpret_cast<uintptr_t>(mapping);
  data_ = reinterpret_cast<uint8_t*>(huge ? round_up(start, kHugePage) : start);
#ifdef MADV_HUGEPAGE
  if (huge) madvise(data_, round_up(bytes, kHugePage), MADV_HUGEPAGE);
#endif
  return {};
}

void Region::release() {
  if (mapping_ != nullptr) munmap(mapping_, mapped_);
  mapping_ = nullptr;
  data_ = nullptr;
  bytes_ = 0;
  mapped_ = 0;
}

}  // namespace infbench
