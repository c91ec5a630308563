// What is wrong with a response: the kind, and the bytes that show it. src/clients/native/fault-text.ts makes a sentence of it;
// the numbers are its numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace infbench::wire {

enum class FaultKind : int {
  kNone = 0,
  kNoResponse = 1,
  kStatusLine = 2,
  kField = 3,
  kContentLength = 4,
  kLongHead = 5,
  // `digits` of a size came before the byte.
  kChunkSize = 6,
  kManyDigits = 7,
  kLongExtension = 8,
  kChunkEnd = 9,
  kLongTrailer = 10,
  kLongBody = 11,
};

// As many as are quoted.
constexpr size_t kFaultBytes = 320;

struct Fault {
  FaultKind kind = FaultKind::kNone;
  std::string bytes;
  int digits = 0;

  void set(FaultKind is, const uint8_t* from = nullptr, size_t length = 0) {
    kind = is;
    digits = 0;
    if (length == 0) return bytes.clear();
    bytes.assign(reinterpret_cast<const char*>(from), length < kFaultBytes ? length : kFaultBytes);
  }
};

}  // namespace infbench::wire
