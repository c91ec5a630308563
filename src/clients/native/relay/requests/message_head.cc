#include "message_head.h"

#include <strings.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace infbench::wire {

namespace {

constexpr size_t kMostDigits = 15;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0'; }

bool is_named(const std::string& name, const char* wanted) { return strcasecmp(name.c_str(), wanted) == 0; }

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  size_t from = 0;
  for (size_t end = text.find(at); end != std::string::npos; end = text.find(at, from)) {
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

// METHOD target HTTP/1.x
bool is_request_line(const std::string& line) {
  const size_t target = line.find(' ');
  if (target == std::string::npos || target == 0) return false;
  for (size_t i = 0; i < target; i++)
    if ((line[i] < 'A' || line[i] > 'Z') && line[i] != '-') return false;
  const size_t version = line.find(' ', target + 1);
  if (version == std::string::npos || version == target + 1) return false;
  for (size_t i = target + 1; i < version; i++)
    if (is_space(line[i])) return false;
  const std::string last = line.substr(version + 1);
  return last == "HTTP/1.0" || last == "HTTP/1.1";
}

RequestFraming counted(const std::string& lengths) {
  const std::vector<std::string> parts = split(lengths, ',');
  const std::string only = trimmed(parts[0]);
  for (const std::string& part : parts)
    if (trimmed(part) != only) return {};
  if (only.empty() || only.size() > kMostDigits || only.find_first_not_of("0123456789") != std::string::npos) return {};
  const uint64_t bytes = std::stoull(only);
  return {bytes == 0 ? BodyKind::kNone : BodyKind::kCounted, bytes};
}

}  // namespace

std::string trimmed(const std::string& text) {
  size_t from = 0, to = text.size();
  while (from < to && is_space(text[from])) from++;
  while (to > from && is_space(text[to - 1])) to--;
  return text.substr(from, to - from);
}

RequestFraming request_framing(const std::string& head) {
  std::vector<std::string> lines = split(trimmed(head), '\n');
  for (size_t i = 0; i + 1 < lines.size(); i++)
    if (!lines[i].empty() && lines[i].back() == '\r') lines[i].pop_back();
  if (!is_request_line(lines[0])) return {};
  std::string lengths, codings;
  bool has_length = false;
  for (size_t i = 1; i < lines.size(); i++) {
    const size_t colon = lines[i].find(':');
    if (colon == std::string::npos || colon == 0) continue;
    const std::string name = trimmed(lines[i].substr(0, colon));
    const std::string value = trimmed(lines[i].substr(colon + 1));
    if (is_named(name, "transfer-encoding")) codings = value;
    if (!is_named(name, "content-length")) continue;
    lengths += (has_length ? "," : "") + value;
    has_length = true;
  }
  const std::vector<std::string> each = split(codings, ',');
  if (is_named(trimmed(each.back()), "chunked")) return {BodyKind::kChunked, 0};
  return has_length ? counted(lengths) : RequestFraming{BodyKind::kNone, 0};
}

void name_host(std::string* head, const std::string& host) {
  constexpr size_t kName = 5;
  for (size_t at = head->find('\n'); at != std::string::npos; at = head->find('\n', at + 1)) {
    if (strncasecmp(head->c_str() + at + 1, "host:", kName) != 0) continue;
    const size_t from = at + 1 + kName;
    const size_t to = std::min(head->find_first_of("\r\n", from), head->size());
    head->replace(from, to - from, " " + host);
    return;
  }
}

size_t head_end(const std::string& bytes, size_t from) {
  const size_t crlf = bytes.find("\r\n\r\n", from);
  const size_t bare = bytes.find("\n\n", from);
  if (crlf == std::string::npos && bare == std::string::npos) return std::string::npos;
  return bare < crlf ? bare + 2 : crlf + 4;
}

}  // namespace infbench::wire
