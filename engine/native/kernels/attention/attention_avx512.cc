#include "../vec_avx512.h"
#include "attention_task.h"

namespace infbench::avx512 {

void attention_f32(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<Vec>(args, task, scratch);
}

}  // namespace infbench::avx512
