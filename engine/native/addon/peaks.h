#pragma once

#include <napi.h>

namespace infbench {

// measurePeaks(threads, isa): {f32, bf16, int8, read, sustained: the same four}, operations and bytes per second of all threads
// together; null where the instruction set has no such instruction. Blocks for one to two seconds.
Napi::Value measure_peaks_call(const Napi::CallbackInfo& info);

}  // namespace infbench
