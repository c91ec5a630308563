// int8 keys and values with dot products, for CPUs with AVX-VNNI (dots/quads.h).
#include "../vec_avxvnni.h"
#include "dots/lanes_avx2.h"
#include "dots/quads.h"

namespace infbench::INFBENCH_DOT_ISA {

namespace {

struct Vec : DotVec, avx2::Lanes {};

}  // namespace

void attention_int8(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<vector::Quads<Vec>>(args, task, scratch);
}

}  // namespace infbench::INFBENCH_DOT_ISA
