#include "response_reader.h"

#include <algorithm>
#include <cstring>

namespace infbench::wire {

namespace {

constexpr size_t kHeadLimitBytes = 64 * 1024;
constexpr int kMostDigits = 12;

int hex_digit(uint8_t byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  const int lower = byte | 32;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool ends_size(uint8_t byte) { return byte == '\r' || byte == '\n' || byte == ';' || byte == ' ' || byte == '\t'; }

}  // namespace

void ResponseReader::open(BodyLog* log, HeadReader* heads) {
  log_ = log;
  heads_ = heads;
  head_ = nullptr;
  headers_at_ = 0;
  fault_.set(FaultKind::kNone);
  surplus_ = false;
  step_ = Step::kHead;
  pending_.clear();
}

ReadState ResponseReader::feed(const uint8_t* bytes, size_t length, int64_t at) {
  size_t position = 0;
  if (step_ == Step::kHead) {
    const ReadState state = read_head(bytes, length, at, &position);
    if (state != ReadState::kDone) return state;
  }
  while (position < length && step_ != Step::kDone) {
    position = advance(bytes, position, length);
    if (position == kFailed) return ReadState::kMalformed;
  }
  log_->mark(at);
  if (step_ != Step::kDone) return ReadState::kMore;
  surplus_ = position < length;
  return ReadState::kDone;
}

ReadState ResponseReader::end() {
  if (step_ == Step::kUntilClose) step_ = Step::kDone;
  return step_ == Step::kDone ? ReadState::kDone : ReadState::kMore;
}

// kDone: the head is there and the body begins at `position`.
ReadState ResponseReader::read_head(const uint8_t* bytes, size_t length, int64_t at, size_t* position) {
  const size_t before = pending_.size();
  if (before > 0) pending_.insert(pending_.end(), bytes, bytes + length);
  const uint8_t* const all = before > 0 ? pending_.data() : bytes;
  const size_t total = before + length;
  for (size_t start = 0;;) {
    size_t end = 0;
    const HeadState state = heads_->read(all + start, total - start, &head_, &end, &fault_);
    if (state != HeadState::kHead) head_ = nullptr;
    if (state == HeadState::kMalformed) return ReadState::kMalformed;
    if (state == HeadState::kPartial) {
      if (total - start > kHeadLimitBytes) {
        fail(FaultKind::kLongHead);
        return ReadState::kMalformed;
      }
      pending_ = std::vector<uint8_t>(all + start, all + total);
      return ReadState::kMore;
    }
    start += end;
    if (head_->status < 200 && head_->status != 101) continue;
    // The head may have ended with the very bytes that were pending.
    *position = start > before ? start - before : 0;
    pending_.clear();
    open_body(at);
    return ReadState::kDone;
  }
}

void ResponseReader::open_body(int64_t at) {
  headers_at_ = at;
  if (head_->status == 204 || head_->status == 304 || (head_->counted && head_->body_bytes == 0)) step_ = Step::kDone;
  else if (head_->chunked) start_size();
  else if (!head_->counted) step_ = Step::kUntilClose;
  else {
    step_ = Step::kCounted;
    left_ = head_->body_bytes;
  }
}

void ResponseReader::start_size() {
  step_ = Step::kSize;
  left_ = 0;
  digits_ = 0;
}

size_t ResponseReader::advance(const uint8_t* bytes, size_t from, size_t length) {
  switch (step_) {
    case Step::kSize:
      return read_size(bytes, from, length);
    case Step::kExtension:
      return skip_extension(bytes, from, length);
    case Step::kChunkEnd:
      if (bytes[from] == '\n') start_size();
      else if (bytes[from] != '\r') return fail(FaultKind::kChunkEnd, bytes + from, 1);
      return from + 1;
    case Step::kTrailer:
      return skip_trailer(bytes, from);
    default:
      return read_data(bytes, from, length);
  }
}

size_t ResponseReader::read_data(const uint8_t* bytes, size_t from, size_t length) {
  const size_t most = length - from;
  const size_t taken = step_ == Step::kUntilClose ? most : static_cast<size_t>(std::min<uint64_t>(most, left_));
  if (!log_->append(bytes + from, taken)) return fail(FaultKind::kLongBody);
  if (step_ == Step::kUntilClose) return length;
  left_ -= taken;
  if (left_ == 0) step_ = step_ == Step::kChunk ? Step::kChunkEnd : Step::kDone;
  return from + taken;
}

size_t ResponseReader::read_size(const uint8_t* bytes, size_t from, size_t length) {
  for (size_t position = from; position < length; position++) {
    const int digit = hex_digit(bytes[position]);
    if (digit >= 0) {
      if (++digits_ > kMostDigits) return fail(FaultKind::kManyDigits);
      left_ = left_ * 16 + static_cast<uint64_t>(digit);
      continue;
    }
    if (digits_ == 0 || !ends_size(bytes[position])) {
      fail(FaultKind::kChunkSize, bytes + position, 1);
      fault_.digits = digits_;
      return kFailed;
    }
    step_ = Step::kExtension;
    line_bytes_ = 0;
    return position;
  }
  return length;
}

size_t ResponseReader::skip_extension(const uint8_t* bytes, size_t from, size_t length) {
  const void* const found = memchr(bytes + from, '\n', length - from);
  const size_t position = found == nullptr ? length : static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes);
  line_bytes_ += position - from;
  if (line_bytes_ > kHeadLimitBytes) return fail(FaultKind::kLongExtension);
  if (position == length) return position;
  step_ = left_ == 0 ? Step::kTrailer : Step::kChunk;
  line_bytes_ = 0;
  return position + 1;
}

size_t ResponseReader::skip_trailer(const uint8_t* bytes, size_t from) {
  if (bytes[from] == '\n') {
    if (line_bytes_ == 0) step_ = Step::kDone;
    line_bytes_ = 0;
  } else if (bytes[from] != '\r') {
    line_bytes_++;
  }
  return line_bytes_ > kHeadLimitBytes ? fail(FaultKind::kLongTrailer) : from + 1;
}

size_t ResponseReader::fail(FaultKind kind, const uint8_t* bytes, size_t length) {
  fault_.set(kind, bytes, length);
  return kFailed;
}

}  // namespace infbench::wire
