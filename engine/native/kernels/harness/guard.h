// Arrays that end exactly at a page nobody may touch (and start after one), so that a kernel that reads or writes past
// the end dies instead of passing. Needs no sanitizer.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace infbench {

template <class T>
class Guarded {
 public:
  explicit Guarded(int64_t count) : count_(count) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t bytes = static_cast<size_t>(count) * sizeof(T);
    const size_t body = (bytes + page - 1) / page * page;
    mapped_ = body + 2 * page;
    void* const mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED || (body != 0 && mprotect(static_cast<uint8_t*>(mapping) + page, body,
                                                        PROT_READ | PROT_WRITE) != 0)) {
      std::fprintf(stderr, "out of memory: %zu bytes for a check\n", mapped_);
      std::exit(1);
    }
    mapping_ = static_cast<uint8_t*>(mapping);
    // What lies before the array reads as NaN, so that using it shows.
    std::memset(mapping_ + page, 0xff, body);
    data_ = reinterpret_cast<T*>(mapping_ + page + body - bytes);
  }
  ~Guarded() { munmap(mapping_, mapped_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  T* data() { return data_; }
  const T* data() const { return data_; }
  int64_t size() const { return count_; }
  T& operator[](int64_t i) { return data_[i]; }
  const T& operator[](int64_t i) const { return data_[i]; }

 private:
  T* data_;
  int64_t count_;
  uint8_t* mapping_;
  size_t mapped_;
};

using Floats = Guarded<float>;

}  // namespace infbench
