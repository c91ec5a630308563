// De-frames one HTTP/1.1 response (RFC 9112) from whatever pieces the socket delivers: informational responses are skipped,
// the body is delimited by chunks (extensions and trailers ignored), by content-length or by the end of the connection.
// The same state machine as src/clients/http1/response-reader.ts, to whose every answer it is held by a test.
#pragma once

#include <memory>
#include <vector>

#include "body_log.h"
#include "head.h"

namespace infbench::wire {

enum class ReadState { kMore, kDone, kMalformed };

class ResponseReader {
 public:
  // For another response, whose body goes to `log`.
  void open(BodyLog* log, HeadReader* heads);
  // Takes one socket read, stamped `at`; `bytes` is only borrowed.
  ReadState feed(const uint8_t* bytes, size_t length, int64_t at);
  // The peer closed the connection: complete, or cut.
  ReadState end();

  const std::shared_ptr<const Head>& head() const { return head_; }
  int64_t headers_at() const { return headers_at_; }
  const Fault& fault() const { return fault_; }
  // Bytes came after the end of the response: its connection cannot be used again.
  bool surplus() const { return surplus_; }
  // Bytes still owed by a content-length; -1 where the framing does not say.
  int64_t owed() const { return step_ == Step::kCounted ? static_cast<int64_t>(left_) : -1; }

 private:
  enum class Step { kHead, kCounted, kUntilClose, kSize, kExtension, kChunk, kChunkEnd, kTrailer, kDone };

  // Each takes what it can of bytes[from..length) and returns where it stopped; kFailed: the fault is set.
  static constexpr size_t kFailed = SIZE_MAX;
  ReadState read_head(const uint8_t* bytes, size_t length, int64_t at, size_t* position);
  void open_body(int64_t at);
  size_t advance(const uint8_t* bytes, size_t from, size_t length);
  size_t read_data(const uint8_t* bytes, size_t from, size_t length);
  size_t read_size(const uint8_t* bytes, size_t from, size_t length);
  size_t skip_extension(const uint8_t* bytes, size_t from, size_t length);
  size_t skip_trailer(const uint8_t* bytes, size_t from);
  void start_size();
  size_t fail(FaultKind kind, const uint8_t* bytes = nullptr, size_t length = 0);

  BodyLog* log_ = nullptr;
  HeadReader* heads_ = nullptr;
  std::shared_ptr<const Head> head_;
  int64_t headers_at_ = 0;
  Fault fault_;
  bool surplus_ = false;
  Step step_ = Step::kHead;
  std::vector<uint8_t> pending_;
  uint64_t left_ = 0;
  int digits_ = 0;
  size_t line_bytes_ = 0;
};

}  // namespace infbench::wire
