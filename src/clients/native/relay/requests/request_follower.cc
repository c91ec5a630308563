#include "request_follower.h"

#include <algorithm>
#include <cstring>

#include "message_head.h"

namespace infbench::wire {

namespace {

// Larger heads are not followed: servers refuse them.
constexpr size_t kMostHeadBytes = 64 * 1024;
// Lines of chunk sizes and trailers.
constexpr size_t kMostLineBytes = 16 * 1024;
constexpr size_t kMostSizeDigits = 12;
// A head begins with letters. What has a control byte here (TLS, a WebSocket frame) will never have an end of its head.
constexpr size_t kTelling = 8;

bool may_be_head(const std::string& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + static_cast<long>(std::min(kTelling, bytes.size())),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\r' || c == '\n'; });
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Bytes all_of(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

}  // namespace

Bytes RequestFollower::feed(Bytes bytes) {
  out_.clear();
  bool own = false;
  const char* const text = reinterpret_cast<const char*>(bytes.data);
  for (size_t at = 0; at < bytes.length;) {
    if (step_ == Step::kHead) {
      if (!own) out_.assign(text, at);
      own = true;
      at = feed_head(bytes, at);
      continue;
    }
    const size_t to = feed_body(bytes, at);
    if (own) out_.append(text + at, to - at);
    at = to;
  }
  return own ? all_of(out_) : bytes;
}

Bytes RequestFollower::give_up() {
  step_ = Step::kOpaque;
  out_.clear();
  out_.swap(held_);
  return all_of(out_);
}

size_t RequestFollower::feed_head(Bytes bytes, size_t at) {
  const size_t before = held_.size();
  held_.append(reinterpret_cast<const char*>(bytes.data) + at, bytes.length - at);
  const size_t end = head_end(held_, before < 3 ? 0 : before - 3);
  if (end == std::string::npos || !may_be_head(held_)) {
    if (held_.size() <= kMostHeadBytes && may_be_head(held_)) return bytes.length;
    step_ = Step::kOpaque;
    out_ += held_;
    held_.clear();
    return bytes.length;
  }
  std::string head = held_.substr(0, end);
  held_.clear();
  const RequestFraming framing = request_framing(head);
  name_host(&head, host_);
  out_ += head;
  left_ = framing.bytes;
  if (framing.kind == BodyKind::kOpaque) step_ = Step::kOpaque;
  else requests_++;
  if (framing.kind == BodyKind::kCounted) step_ = Step::kCounted;
  if (framing.kind == BodyKind::kChunked) step_ = Step::kSize;
  return at + (end - before);
}

// Up to the end of the message or of the bytes.
size_t RequestFollower::feed_body(Bytes bytes, size_t at) {
  while (at < bytes.length && step_ != Step::kHead && step_ != Step::kOpaque) {
    if (step_ != Step::kCounted && step_ != Step::kChunk) {
      at = take_line(bytes, at);
      continue;
    }
    const uint64_t taken = std::min<uint64_t>(left_, bytes.length - at);
    at += static_cast<size_t>(taken);
    left_ -= taken;
    if (left_ == 0) step_ = step_ == Step::kCounted ? Step::kHead : Step::kChunkEnd;
  }
  return step_ == Step::kOpaque ? bytes.length : at;
}

size_t RequestFollower::take_line(Bytes bytes, size_t at) {
  const void* const found = memchr(bytes.data + at, '\n', bytes.length - at);
  const size_t end = found == nullptr ? bytes.length : static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes.data);
  line_.append(reinterpret_cast<const char*>(bytes.data) + at, end - at);
  if (line_.size() > kMostLineBytes) step_ = Step::kOpaque;
  if (found == nullptr || step_ == Step::kOpaque) return end;
  const std::string line = trimmed(line_);
  line_.clear();
  if (step_ == Step::kSize) start_chunk(line);
  else if (step_ == Step::kChunkEnd) step_ = Step::kSize;
  else if (line.empty()) step_ = Step::kHead;
  return end + 1;
}

void RequestFollower::start_chunk(const std::string& line) {
  size_t digits = 0;
  left_ = 0;
  while (digits < line.size() && digit_of(line[digits]) >= 0 && digits <= kMostSizeDigits)
    left_ = left_ * 16 + static_cast<uint64_t>(digit_of(line[digits++]));
  const std::string rest = trimmed(line.substr(digits));
  const bool is_size = digits > 0 && digits <= kMostSizeDigits && (rest.empty() || rest[0] == ';');
  step_ = !is_size ? Step::kOpaque : left_ == 0 ? Step::kTrailer : Step::kChunk;
}

}  // namespace infbench::wire
