#include "../vec_neon.h"
#include "tiles/wide.h"

namespace infbench::neon {

void attention_f32(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<vector::Wide<Vec, KvType::f32>>(args, task, scratch);
}

void attention_bf16(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<vector::Wide<Vec, KvType::bf16>>(args, task, scratch);
}

void attention_int8(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<vector::Wide<Vec, KvType::int8>>(args, task, scratch);
}

}  // namespace infbench::neon
