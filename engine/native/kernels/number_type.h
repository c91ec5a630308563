// Number types of weights, activations and the KV cache: the vocabulary of plan and kernels.
#pragma once

#include <cstdint>

namespace infbench {

// engine/backends/plan.ts, WeightFormat; layout in memory: linear/packed.h.
enum class WeightFormat : int { f32, bf16, int8, int4 };
// engine/backends/plan.ts, ActivationType; q8: quantize/q8.h.
enum class ActivationType : int { f32, bf16, q8 };
enum class KvType : int { f32, bf16, int8 };
// attrs.activation of the plan.
enum class Activation : int { silu, gelu_tanh, gelu_erf, relu };

constexpr const char* kWeightFormatNames[] = {"f32", "bf16", "int8", "int4"};
constexpr const char* kActivationTypeNames[] = {"f32", "bf16", "q8"};
constexpr const char* kKvTypeNames[] = {"f32", "bf16", "int8"};

}  // namespace infbench
