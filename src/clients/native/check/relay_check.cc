// A relay outside Node, for the sanitizers: `relay_check UPSTREAM_PORT` prints the port that it listens on, passes bytes until its
// input ends, and prints what it told: connections opened and closed, bytes of requests and answers.
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <string>

#include "../relay/relay_thread.h"
#include "../sockets/monotonic.h"

using namespace infbench::wire;

int main(int count, char** arguments) {
  if (count < 2) return 64;
  const std::string host = std::string("127.0.0.1:") + arguments[1];
  RelayThread relay(now_ns(), host, {{0, "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"}}, [] {});
  Address listen, upstream;
  if (!parse_address("127.0.0.1", "0", &listen) || !parse_address("127.0.0.1", arguments[1], &upstream)) return 64;
  relay.use_upstream({upstream});
  if (relay.start(listen) != 0) return 1;
  printf("%d\n", relay.port());
  fflush(stdout);
  std::map<int, double> seen;
  TrafficBatch batch;
  const auto take = [&] {
    batch.clear();
    relay.take(&batch);
    for (size_t i = 0; i < batch.facts.size(); i += kTrafficFacts) {
      const int what = static_cast<int>(batch.facts[i]);
      const bool has_bytes = what == static_cast<int>(Traffic::kRequest) || what == static_cast<int>(Traffic::kAnswer);
      seen[what] += has_bytes ? batch.facts[i + 3] : 1;
    }
  };
  pollfd input = {0, POLLIN, 0};
  constexpr int kPauseMs = 5;
  while (poll(&input, 1, kPauseMs) == 0) take();
  relay.stop();
  take();
  printf("{\"opened\": %.0f, \"ended\": %.0f, \"requestBytes\": %.0f, \"answerBytes\": %.0f}\n",
         seen[static_cast<int>(Traffic::kOpened)],
         seen[static_cast<int>(Traffic::kLeft)] + seen[static_cast<int>(Traffic::kGone)],
         seen[static_cast<int>(Traffic::kRequest)], seen[static_cast<int>(Traffic::kAnswer)]);
  return 0;
}
