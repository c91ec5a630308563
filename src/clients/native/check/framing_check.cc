// The framing outside Node, so that the sanitizers can watch it: reads cases from stdin, prints what the reader made of each.
// A case is `PIECES END\n`, then for each piece `LENGTH\n` and its bytes; END 1: the connection closes after the last piece. The
// answer is one line; bytes are in hexadecimal, `-` for none. test/integration/clients/native-framing.test.ts compares it with the reader in
// TypeScript.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "../http/response_reader.h"

namespace infbench::wire {

namespace {

std::string hex(const void* bytes, size_t length) {
  if (length == 0) return "-";
  static const char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < length; i++) {
    const uint8_t byte = static_cast<const uint8_t*>(bytes)[i];
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

std::string hex(const std::string& text) { return hex(text.data(), text.size()); }

void print_head(const Head& head) {
  printf(" %d %s %s %d", head.status, head.has_content_type ? ("=" + hex(head.content_type)).c_str() : "-",
         head.has_retry_after ? ("=" + hex(head.retry_after)).c_str() : "-", head.keep_alive ? 1 : 0);
  printf(" %g", head.idle_seconds);
}

void print_log(const BodyLog& log) {
  printf(" %s ", hex(log.bytes().data(), log.bytes().size()).c_str());
  for (size_t i = 0; i < log.ends().size(); i++)
    printf("%u:%lld,", log.ends()[i], static_cast<long long>(log.at()[i]));
}

// Each piece in memory of its own size, so that one byte too many read of it is seen.
bool read_piece(std::vector<uint8_t>* piece) {
  size_t length = 0;
  if (scanf("%zu", &length) != 1 || getchar() != '\n') return false;
  *piece = std::vector<uint8_t>(length);
  return fread(piece->data(), 1, length, stdin) == length;
}

bool run_case(unsigned pieces, int closes, HeadReader* heads) {
  BodyLog log;
  ResponseReader reader;
  reader.open(&log, heads);
  ReadState state = ReadState::kMore;
  for (unsigned i = 0; i < pieces; i++) {
    std::vector<uint8_t> piece;
    if (!read_piece(&piece)) return false;
    if (state == ReadState::kMore && !piece.empty()) state = reader.feed(piece.data(), piece.size(), i + 1);
  }
  const long long owed = reader.owed();
  if (state == ReadState::kMore && closes != 0) state = reader.end();
  printf("%d %lld %d %d %s %d", static_cast<int>(state), owed, reader.surplus() ? 1 : 0,
         static_cast<int>(reader.fault().kind), hex(reader.fault().bytes).c_str(), reader.fault().digits);
  printf(" %lld", static_cast<long long>(reader.headers_at()));
  if (reader.headers_at() == 0) printf(" 0 - - 0 0");
  else print_head(*reader.head());
  print_log(log);
  printf("\n");
  return true;
}

}  // namespace

}  // namespace infbench::wire

int main() {
  infbench::wire::HeadReader heads;
  unsigned pieces = 0;
  int closes = 0;
  while (scanf("%u %d", &pieces, &closes) == 2) {
    getchar();
    if (!infbench::wire::run_case(pieces, closes, &heads)) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
