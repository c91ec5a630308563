#include "head.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace infbench::wire {

namespace {

constexpr char kSignature[] = "HTTP/1.";
constexpr size_t kSignatureBytes = sizeof(kSignature) - 1;
constexpr size_t kMostLengthDigits = 15;

struct Fields {
  std::string transfer_encoding, connection, keep_alive, content_length;
  bool has_content_length = false;
};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; }
// What JavaScript's trim takes away of Latin-1.
bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\xa0'; }
bool is_word(char byte) { return is_digit(byte) || (lower(byte) >= 'a' && lower(byte) <= 'z') || byte == '_'; }

std::string trimmed(const std::string& text) {
  size_t from = 0, to = text.size();
  while (from < to && is_space(text[from])) from++;
  while (to > from && is_space(text[to - 1])) to--;
  return text.substr(from, to - from);
}

std::string lowered(std::string text) {
  for (char& byte : text) byte = lower(byte);
  return text;
}

// Offset behind the empty line, or 0.
size_t head_end(const uint8_t* bytes, size_t length) {
  const void* const crlf = memmem(bytes, length, "\r\n\r\n", 4);
  const size_t before = crlf == nullptr ? length : static_cast<size_t>(static_cast<const uint8_t*>(crlf) - bytes);
  const void* const bare = memmem(bytes, before, "\n\n", 2);
  if (bare != nullptr) return static_cast<size_t>(static_cast<const uint8_t*>(bare) - bytes) + 2;
  return crlf == nullptr ? 0 : before + 4;
}

// `HTTP/1.x NNN`, then a space or the end of the line.
bool parse_status(const std::string& line, int* status, bool* http11) {
  const size_t code = kSignatureBytes + 2;
  if (line.size() < code + 3 || line.compare(0, kSignatureBytes, kSignature) != 0) return false;
  const char minor = line[kSignatureBytes];
  if ((minor != '0' && minor != '1') || line[kSignatureBytes + 1] != ' ') return false;
  if (line[code] == '0' || !is_digit(line[code]) || !is_digit(line[code + 1]) || !is_digit(line[code + 2])) return false;
  if (line.size() > code + 3 && line[code + 3] != ' ') return false;
  *http11 = minor == '1';
  *status = (line[code] - '0') * 100 + (line[code + 1] - '0') * 10 + (line[code + 2] - '0');
  return true;
}

void join(std::string* known, bool has, const std::string& value) {
  if (has) known->append(", ");
  known->append(value);
}

// Repeated fields are one with a list of values.
void note_field(const std::string& name, const std::string& value, Head* head, Fields* fields, unsigned* seen) {
  std::string* const kept[] = {&fields->transfer_encoding, &fields->connection, &fields->keep_alive,
                               &fields->content_length, &head->content_type, &head->retry_after};
  const char* const names[] = {"transfer-encoding", "connection",   "keep-alive",
                               "content-length",    "content-type", "retry-after"};
  for (unsigned i = 0; i < 6; i++) {
    if (name != names[i]) continue;
    join(kept[i], (*seen & (1u << i)) != 0, value);
    *seen |= 1u << i;
  }
  fields->has_content_length = (*seen & (1u << 3)) != 0;
  head->has_content_type = (*seen & (1u << 4)) != 0;
  head->has_retry_after = (*seen & (1u << 5)) != 0;
}

// The last coding of the list is `chunked`.
bool is_chunked(const std::string& codings) {
  const size_t comma = codings.rfind(',');
  return lowered(trimmed(comma == std::string::npos ? codings : codings.substr(comma + 1))) == "chunked";
}

// Repeated equal values are one value (RFC 9110 8.6).
bool parse_length(const std::string& values, uint64_t* length) {
  std::string only;
  for (size_t from = 0; from <= values.size();) {
    const size_t comma = std::min(values.find(',', from), values.size());
    const std::string part = trimmed(values.substr(from, comma - from));
    if (from > 0 && part != only) return false;
    only = part;
    from = comma + 1;
  }
  if (only.empty() || only.size() > kMostLengthDigits) return false;
  for (const char byte : only) {
    if (!is_digit(byte)) return false;
  }
  *length = strtoull(only.c_str(), nullptr, 10);
  return true;
}

// Whether `word` stands in `text` with no letter, digit or underscore beside it.
bool has_word(const std::string& text, const char* word) {
  const size_t length = strlen(word);
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word(text[at - 1]);
    if (begins && (at + length == text.size() || !is_word(text[at + length]))) return true;
  }
  return false;
}

double idle_seconds(const std::string& keep_alive) {
  const std::string text = lowered(keep_alive);
  for (size_t at = text.find("timeout="); at != std::string::npos; at = text.find("timeout=", at + 1)) {
    size_t end = at + 8;
    while (end < text.size() && is_digit(text[end])) end++;
    if (end > at + 8) return strtod(text.substr(at + 8, end - at - 8).c_str(), nullptr);
  }
  return -1;
}

HeadState fail(Fault* fault, FaultKind kind, const void* bytes, size_t length) {
  fault->set(kind, static_cast<const uint8_t*>(bytes), length);
  return HeadState::kMalformed;
}

}  // namespace

HeadState parse_head(const uint8_t* bytes, size_t length, Head* head, size_t* end, Fault* fault) {
  if (memcmp(bytes, kSignature, std::min(kSignatureBytes, length)) != 0)
    return fail(fault, FaultKind::kNoResponse, bytes, length);
  *end = head_end(bytes, length);
  if (*end == 0) return HeadState::kPartial;
  bool http11 = false;
  unsigned seen = 0;
  Fields fields;
  for (size_t from = 0; from < *end;) {
    const size_t to = static_cast<size_t>(static_cast<const uint8_t*>(memchr(bytes + from, '\n', *end - from)) - bytes);
    const bool cr = to > from && bytes[to - 1] == '\r';
    const std::string line(reinterpret_cast<const char*>(bytes) + from, to - from - (cr ? 1 : 0));
    const bool first = from == 0;
    from = to + 1;
    if (first) {
      if (!parse_status(line, &head->status, &http11)) return fail(fault, FaultKind::kStatusLine, bytes, *end);
      continue;
    }
    if (line.empty()) continue;
    const size_t colon = line.find(':');
    if (colon == 0 || colon == std::string::npos) return fail(fault, FaultKind::kField, line.data(), line.size());
    note_field(lowered(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)), head, &fields, &seen);
  }
  head->chunked = is_chunked(fields.transfer_encoding);
  head->counted = !head->chunked && fields.has_content_length;
  if (head->counted && !parse_length(fields.content_length, &head->body_bytes))
    return fail(fault, FaultKind::kContentLength, fields.content_length.data(), fields.content_length.size());
  const std::string connection = lowered(fields.connection);
  const bool kept = http11 ? !has_word(connection, "close") : has_word(connection, "keep-alive");
  head->keep_alive = (head->chunked || head->counted) && kept;
  head->idle_seconds = idle_seconds(fields.keep_alive);
  return HeadState::kHead;
}

HeadState HeadReader::read(const uint8_t* bytes, size_t length, std::shared_ptr<const Head>* head, size_t* end,
                           Fault* fault) {
  if (head_ != nullptr && bytes_.size() <= length && memcmp(bytes, bytes_.data(), bytes_.size()) == 0) {
    *head = head_;
    *end = bytes_.size();
    return HeadState::kHead;
  }
  auto parsed = std::make_shared<Head>();
  const HeadState state = parse_head(bytes, length, parsed.get(), end, fault);
  if (state != HeadState::kHead) return state;
  bytes_.assign(bytes, bytes + *end);
  head_ = std::move(parsed);
  *head = head_;
  return state;
}

}  // namespace infbench::wire
