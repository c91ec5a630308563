// kv_write for vectors: the same bytes, but a run of neighbouring tokens at a time. Their keys and values are turned
// into the pool's type first, row by row, with the quantize kernel of the instruction set; what is left are moves of
// 32-bit lanes, a line at a time.
#pragma once

#include <cstddef>

#include "../../quantize/quantize.h"
#include "kv_write.h"

namespace infbench {

// Bytes of scratch of the calling thread: 16 keys and 16 values, converted.
size_t kv_runs_scratch_bytes(const KvShape& shape);

// Stores what kv_write (the oracle) does. scratch: 64-byte aligned.
void kv_write_runs(const KvWriteArgs& args, QuantizeFn convert, void* scratch, int64_t rows, int64_t head_begin,
                   int64_t head_end);

}  // namespace infbench
