#include "../vec_neon.h"
#include "attention_task.h"

namespace infbench::neon {

void attention_f32(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<Vec>(args, task, scratch);
}

}  // namespace infbench::neon
