// The lag of one client's reads, asked for by JavaScript's thread while the I/O thread notes it; and the read that knows it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "read_lag.h"

namespace infbench::wire {

class LagWatch {
 public:
  // Has the kernel stamp what `socket` receives. Refused: nothing is told of it.
  static void open(int socket);

  // As recv; `at` is when it returned, by the monotonic clock. Every eighth read or so is compared with the kernel's stamp.
  ssize_t receive(int socket, uint8_t* buffer, size_t bytes, int64_t* at);

  // Those since the last call (ReadLag::take). On any thread.
  std::pair<std::vector<int64_t>, int64_t> take();

 private:
  void note(int64_t stamp, int64_t at);

  ReadSampler sampler_;
  std::mutex lock_;
  ReadLag lag_;
};

}  // namespace infbench::wire
