// The lag of reads, outside Node: see check.mk. Standard input is operations, one a line: `p NOW OFFSET` is a measurement of the clocks'
// distance, `n STAMP AT` a read, `d NOW` asks whether a measurement is due (1, or 0), `t` takes (the longest, then what was kept) and
// `s COUNT` tells at which of so many reads a sampler looks. The last three make a line of output each.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "../lag/read_lag.h"

namespace infbench::wire {

namespace {

void sample(int64_t count) {
  ReadSampler sampler;
  for (int64_t read = 0; read < count; read++) {
    if (sampler.is_next()) printf("%" PRId64 " ", read);
  }
  printf("\n");
}

void take(ReadLag* lag) {
  const auto [kept, most] = lag->take();
  printf("%" PRId64, most);
  for (const int64_t each : kept) printf(" %" PRId64, each);
  printf("\n");
}

bool run() {
  ReadLag lag;
  char what = 0;
  int64_t first = 0;
  int64_t second = 0;
  while (scanf(" %c", &what) == 1) {
    if (what != 't' && scanf("%" SCNd64, &first) != 1) return false;
    if ((what == 'p' || what == 'n') && scanf("%" SCNd64, &second) != 1) return false;
    if (what == 'p') lag.pair(first, second);
    else if (what == 'n') lag.note(first, second);
    else if (what == 'd') printf("%d\n", lag.pair_due(first) ? 1 : 0);
    else if (what == 's') sample(first);
    else if (what == 't') take(&lag);
    else return false;
  }
  return true;
}

}  // namespace

}  // namespace infbench::wire

int main() { return infbench::wire::run() ? EXIT_SUCCESS : EXIT_FAILURE; }
