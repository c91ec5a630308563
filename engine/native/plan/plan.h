// The plan as the executor holds it: engine/backends/plan.ts unpacked. Meaning of each field: there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../kernels/quantize/rows.h"

namespace infbench {

enum class Op {
  embed, norm, layer_norm, quantize, linear, linear_gated, group_sums, linear_minima, rope, kv_write, rope_kv, attention,
  gated, activate, add, rows, sample,
};

constexpr const char* kOpNames[] = {"embed",      "norm",          "layer_norm", "quantize", "linear",  "linear_gated",
                                    "group_sums", "linear_minima", "rope",       "kv_write", "rope_kv", "attention",
                                    "gated",      "activate",      "add",        "rows",     "sample"};

enum class SourceKind { file, random, constant, values, affine };

struct WeightPart {
  int64_t rows = 0;
  SourceKind kind = SourceKind::constant;
  std::string path;
  int64_t offset_bytes = 0;
  uint32_t seed = 0;
  float scale = 0;
  float value = 0;
  // Borrowed from JavaScript for the time of `open`.
  const float* values = nullptr;
  int64_t value_count = 0;
  // affine, borrowed likewise: integers per value, scales and minima per group of 32 values of a row.
  const uint8_t* integers = nullptr;
  const float* scales = nullptr;
  const float* minima = nullptr;
  int64_t integer_count = 0, scale_count = 0, minimum_count = 0;
};

struct Weight {
  std::string name;
  int64_t rows = 0, cols = 0;
  bool packed = false;
  // Packed by the linear layer each time it runs; in memory it is rows of floats.
  bool unpacked = false;
  WeightFormat format = WeightFormat::f32;
  // int4 with a minimum per group (kernels/linear/pack/affine.h).
  bool minima = false;
  std::vector<WeightPart> parts;
};

struct Buffer {
  std::string name;
  bool per_logits_row = false;
  int64_t cols = 0;
  int64_t slot = 0;
  ActivationType type = ActivationType::f32;
  // q8: values per scale (0: one for the row) and zero point of the weights it meets.
  int64_t span = 0, zero = 0;

  // The rows of this buffer at `data`.
  OutRows at(void* data) const { return OutRows::of(data, type, cols, span, zero); }
  int64_t row_bytes() const { return at(nullptr).stride; }
};

struct Node {
  Op op = Op::add;
  std::string name;
  std::vector<int64_t> in, out, weights;
  double eps = 0, scale = 0;
  int64_t layer = 0, heads = 0, offset = 0, interleaved = 0;
  int64_t q_offset = 0, k_offset = 0, v_offset = 0, out_offset = 0;
  int64_t activation = 0, window = 0, naive = 0;
  double softcap = 0;
};

struct Plan {
  int64_t layers = 0, heads = 0, kv_heads = 0, head_dim = 0, vocab_size = 0;
  KvType kv_type = KvType::f32;
  std::vector<Weight> weights;
  std::vector<Buffer> buffers;
  std::vector<Node> nodes;
};

struct OpenOptions {
  int64_t threads = 1;
  std::string isa;
  int64_t kv_blocks = 0, block_tokens = 0;
  int64_t max_step_tokens = 0, max_sequences = 0;
  bool timing = true, tiled = true, pinned = false;
};

}  // namespace infbench
