#include <cmath>

#include "../harness/check.h"
#include "../linear/packed.h"
#include "embed.h"

namespace infbench {

namespace {

// What a format may be off by, as a share of the largest magnitude: nothing, the 8 bits of a bf16, half of 1 / 127, and
// 1 / 8 (a whole step on the side where int4 has one value less); the scales of the last two are halves, off by 2^-11.
constexpr double kSteps[] = {0, 1.0 / 256, 0.5 / 127 + 0x1p-11, 1.0 / 8 + 0x1p-11};

// Against the table before it was packed.
void check_table(Check& check, EmbedFn run, WeightFormat format, int64_t cols, Numbers& numbers) {
  const int64_t vocab = 16 * numbers.between(1, 5);
  const size_t block_bytes = packed_block_bytes(format, cols);
  Floats block(16 * cols), values(vocab * cols), out(9 * cols);
  Guarded<uint8_t> table(static_cast<int64_t>(packed_bytes(format, vocab, cols)));
  numbers.fill(values, 3);
  for (int64_t first = 0; first < vocab; first += 16) {
    for (int64_t i = 0; i < 16 * cols; i++) block[i] = values[(first + i % 16) * cols + i / 16];
    pack_block(format, block.data(), cols, table.data() + static_cast<size_t>(first / 16) * block_bytes);
  }
  Guarded<int32_t> tokens(9);
  for (int64_t i = 0; i < 9; i++) tokens[i] = static_cast<int32_t>(numbers.between(0, vocab - 1));
  tokens[0] = static_cast<int32_t>(vocab - 1);
  run({table.data(), format, nullptr, tokens.data(), out.data(), cols}, 0, 4);
  run({table.data(), format, nullptr, tokens.data(), out.data(), cols}, 4, 9);
  double error = 0;
  for (int64_t i = 0; i < 9 * cols; i++) {
    const double wanted = values[tokens[i / cols] * cols + i % cols];
    const double allowed = kSteps[static_cast<int>(format)] * 3 + 1e-9;
    error = std::fmax(error, std::fabs(out[i] - wanted) / allowed);
  }
  check.compare(error, text("%s, cols %lld", kWeightFormatNames[static_cast<int>(format)],
                            static_cast<long long>(cols)));
}

}  // namespace

void check_embed(Check& check) {
#define EMBED_KERNEL(isa, name)                                                             \
  if (check.begin(Isa::isa, #name "_" #isa, "a step of the format")) {                      \
    Numbers numbers(check.seed());                                                          \
    for (const WeightFormat format :                                                        \
         {WeightFormat::f32, WeightFormat::bf16, WeightFormat::int8, WeightFormat::int4}) { \
      for (int64_t cols = 1; cols <= 150; cols += 11) check_table(check, isa::name, format, cols, numbers); \
    }                                                                                       \
    check.end();                                                                            \
  }
#include "embed.inc"
#undef EMBED_KERNEL
}

}  // namespace infbench
