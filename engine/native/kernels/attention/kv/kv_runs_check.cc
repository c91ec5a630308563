// kv_write_runs stores the bytes of kv_write, whatever runs the slots make, with the conversions of every instruction
// set.
#include <vector>

#include "../../harness/check.h"
#include "kv_runs.h"

namespace infbench {

namespace {

using Long = long long;

void check_shape(Check& check, QuantizeFn convert, const KvShape& shape, Numbers& numbers) {
  const int64_t rows = numbers.between(1, 40), columns = shape.kv_heads * shape.head_dim, stride = 3 * columns + 1;
  const int64_t pages = 2 + rows / shape.block_tokens, slots_all = pages * shape.block_tokens;
  Floats x(rows * stride);
  numbers.fill(x, 3);
  Guarded<int64_t> slots(rows);
  // Runs of some tokens, with jumps between them.
  int64_t slot = numbers.between(0, 20);
  for (int64_t row = 0; row < rows; row++) {
    slots[row] = slot % slots_all;
    slot += numbers.between(0, 6) == 0 ? numbers.between(2, 9) * 16 + 1 : 1;
  }
  Guarded<uint8_t> expected(pages * shape.page_bytes()), got(expected.size());
  std::vector<uint8_t> scratch(kv_runs_scratch_bytes(shape) + 64);
  void* const aligned = reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(scratch.data()) + 63) / 64 * 64);
  KvWriteArgs args{x.data(), stride, slots.data(), expected.data(), shape, columns, 2 * columns};
  kv_write(args, rows, 0, shape.kv_heads);
  args.layer = got.data();
  const int64_t cut = numbers.between(0, shape.kv_heads);
  kv_write_runs(args, convert, aligned, rows, 0, cut);
  kv_write_runs(args, convert, aligned, rows, cut, shape.kv_heads);
  check.that(std::memcmp(expected.data(), got.data(), static_cast<size_t>(got.size())) == 0,
             text("%s rows %lld heads %lld headDim %lld block %lld", kKvTypeNames[static_cast<int>(shape.type)],
                  Long(rows), Long(shape.kv_heads), Long(shape.head_dim), Long(shape.block_tokens)));
}

void check_kernel(Check& check, QuantizeFn convert) {
  Numbers numbers(check.seed());
  for (const KvType type : {KvType::f32, KvType::bf16, KvType::int8}) {
    for (int64_t dims = 1; dims <= 70; dims++) {
      check_shape(check, convert, {type, numbers.between(1, 3), dims, 16 * numbers.between(1, 3)}, numbers);
    }
  }
}

}  // namespace

void check_kv_runs(Check& check) {
#define QUANTIZE_KERNEL(isa, name)                                            \
  if (check.begin(Isa::isa, "kv_write_runs_" #isa, "the bytes of kv_write")) { \
    check_kernel(check, isa::name);                                           \
    check.end();                                                              \
  }
#include "../../quantize/quantize.inc"
#undef QUANTIZE_KERNEL
}

}  // namespace infbench
