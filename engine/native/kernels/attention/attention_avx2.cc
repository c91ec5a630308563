#include "../vec_avx2.h"
#include "tiles/naive.h"
#include "tiles/wide.h"

namespace infbench::avx2 {

#define TILED(name, type)                                                                 \
  void name(const AttentionArgs& args, const AttentionTask& task, float* scratch) {       \
    vector::attention<vector::Wide<Vec, KvType::type>>(args, task, scratch);              \
  }
TILED(attention_f32, f32)
TILED(attention_bf16, bf16)
TILED(attention_int8, int8)

#define NAIVE(name, type)                                                                 \
  void name(const AttentionArgs& args, const AttentionTask& task, float* scratch) {       \
    vector::attention_naive<Vec, KvType::type>(args, task, scratch);                      \
  }
NAIVE(attention_naive_f32, f32)
NAIVE(attention_naive_bf16, bf16)
NAIVE(attention_naive_int8, int8)

}  // namespace infbench::avx2
