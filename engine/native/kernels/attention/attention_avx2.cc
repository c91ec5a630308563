#include "../vec_avx2.h"
#include "attention_task.h"

namespace infbench::avx2 {

void attention_f32(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<Vec>(args, task, scratch);
}

}  // namespace infbench::avx2
