// The queue of requests that wait for their due times, outside Node: see check.mk. Standard input is operations, one a line, of which
// each makes a line of output: `a ID DUE` adds (the line is when the next is due), `r ID` takes back (1, or 0: it was not there) and
// `t NOW` takes all that is due (their ids, in order). What was taken is freed, so that the sanitizer sees who still looks at it.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "../pacing/send_queue.h"

namespace infbench::wire {

namespace {

class Operations {
 public:
  void add(uint32_t id, int64_t due_at) {
    auto exchange = std::make_unique<Exchange>();
    exchange->id = id;
    exchange->due_at = due_at;
    queue_.add(exchange.get());
    exchanges_[id] = std::move(exchange);
    printf("%" PRId64 "\n", queue_.next_at());
  }

  // Of one that was never there, too: it has no place that it could have.
  void take_back(uint32_t id) {
    Exchange unknown;
    const auto found = exchanges_.find(id);
    const bool was_in = queue_.remove(found == exchanges_.end() ? &unknown : found->second.get());
    if (was_in) exchanges_.erase(found);
    printf("%d\n", was_in ? 1 : 0);
  }

  void take_due(int64_t now) {
    for (Exchange* next = queue_.take_due(now); next != nullptr; next = queue_.take_due(now)) {
      printf("%u ", next->id);
      if (queue_.remove(next)) abort();
      exchanges_.erase(next->id);
    }
    printf("\n");
  }

 private:
  SendQueue queue_;
  std::map<uint32_t, std::unique_ptr<Exchange>> exchanges_;
};

}  // namespace

}  // namespace infbench::wire

int main() {
  infbench::wire::Operations operations;
  char what = 0;
  int64_t number = 0;
  int64_t due_at = 0;
  while (scanf(" %c %" SCNd64, &what, &number) == 2) {
    const auto id = static_cast<uint32_t>(number);
    if (what == 't') operations.take_due(number);
    else if (what == 'r') operations.take_back(id);
    else if (scanf("%" SCNd64, &due_at) == 1) operations.add(id, due_at);
    else return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
