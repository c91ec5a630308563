#pragma once

#include <napi.h>

namespace infbench {

// measurePeaks(threads, isa): {f32, bf16, int8, read, sustainedRead}, operations and bytes per second of all threads together; null where
// the instruction set has no such instruction. Blocks for about a second.
Napi::Value measure_peaks_call(const Napi::CallbackInfo& info);

}  // namespace infbench
