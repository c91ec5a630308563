#include "../harness/check.h"
#include "embed.h"

namespace infbench {

namespace {

// Against the definition, on a table whose element (row, col) is row + col / 4096.
void check_kernel(Check& check, EmbedFn run) {
  Numbers numbers(check.seed());
  for (int64_t cols = 1; cols <= 67; cols += 11) {
    const int64_t vocab = 16 * numbers.between(1, 5);
    Floats table(vocab * cols), out(9 * cols);
    for (int64_t i = 0; i < vocab * cols; i++) {
      const int64_t row = i / (16 * cols) * 16 + i % 16;
      table[i] = static_cast<float>(row) + static_cast<float>(i / 16 % cols) / 4096;
    }
    Guarded<int32_t> tokens(9);
    for (int64_t i = 0; i < 9; i++) tokens[i] = static_cast<int32_t>(numbers.between(0, vocab - 1));
    tokens[0] = static_cast<int32_t>(vocab - 1);
    run({table.data(), tokens.data(), out.data(), cols}, 0, 4);
    run({table.data(), tokens.data(), out.data(), cols}, 4, 9);
    bool exact = true;
    for (int64_t i = 0; i < 9 * cols; i++) {
      exact &= out[i] == static_cast<float>(tokens[i / cols]) + static_cast<float>(i % cols) / 4096;
    }
    check.that(exact, text("cols %lld", static_cast<long long>(cols)));
  }
}

}  // namespace

void check_embed(Check& check) {
#define EMBED_KERNEL(isa, name)                              \
  if (check.begin(Isa::isa, #name "_" #isa, "exact")) {      \
    check_kernel(check, isa::name);                          \
    check.end();                                             \
  }
#include "embed.inc"
#undef EMBED_KERNEL
}

}  // namespace infbench
