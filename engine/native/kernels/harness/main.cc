// infbench_kernels check [ISA] [SEED] [quick|emulated]   compares every kernel with the oracle; exit code 1 when one differs;
//     ISA: a level or evexvnni (isa.h), where this CPU runs it;
//     quick: fewer cases, for sanitizers; emulated: fewer, and on the calling thread alone, because an emulator that gives
//     threads another order of memory than the machine it stands for (qemu's user mode) says nothing of either
// infbench_kernels bench [FAMILY [THREADS]]              times kernels: name, shape, threads, ns; peaks of the machine first
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "bench.h"
#include "check.h"

namespace {

std::atomic<int64_t> allocations{0};

int check(const char* isa, uint32_t seed, bool quick, bool emulated) {
  using namespace infbench;
  Isa level = Isa::scalar;
  const bool known = isa == nullptr || parse_isa(isa, &level) || std::strcmp(isa, isa_name(level = Isa::evexvnni)) == 0;
  if (!known || !cpu_runs(level)) {
    std::fprintf(stderr, "isa: expected one this CPU runs, got %s\n", isa);
    return 64;
  }
  Check check(seed, isa, quick || emulated, emulated ? 1 : 3);
  check_isa(check);
  check_quantize(check);
  check_sums(check);
  check_embed(check);
  check_norm(check);
  check_linear(check);
  check_rope(check);
  check_kv_write(check);
  check_kv_runs(check);
  check_attention(check);
  check_activation(check);
  check_sample(check);
  if (!emulated) check_pool(check);
  check_executor(check);
  std::printf("%lld cases, %d failures, seed %u\n", static_cast<long long>(check.cases()), check.failures(), seed);
  return check.failures() == 0 ? 0 : 1;
}

}  // namespace

int64_t infbench::allocation_count() { return allocations.load(); }

// Counted, so that check_executor can say that a step allocates nothing.
void* operator new(size_t bytes) {
  allocations++;
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

int main(int count, char** arguments) {
  const char* verb = count > 1 ? arguments[1] : "";
  if (std::strcmp(verb, "check") == 0) {
    const char* isa = count > 2 && std::strcmp(arguments[2], "all") != 0 ? arguments[2] : nullptr;
    const uint32_t seed = count > 3 ? static_cast<uint32_t>(std::strtoul(arguments[3], nullptr, 10)) : 1;
    const char* how = count > 4 ? arguments[4] : "";
    return check(isa, seed, std::strcmp(how, "quick") == 0, std::strcmp(how, "emulated") == 0);
  }
  if (std::strcmp(verb, "bench") == 0) {
    return infbench::bench(count > 2 ? arguments[2] : nullptr, count > 3 ? std::atoi(arguments[3]) : 0);
  }
  std::fprintf(stderr, "usage: infbench_kernels check [all|ISA] [SEED] [quick|emulated] | bench [FAMILY [THREADS]]\n");
  return 64;
}
