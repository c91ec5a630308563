// int8 keys and values with vpdpbusd (dots/quads.h).
#include "dots/lanes_avx512.h"
#include "dots/quads.h"

namespace infbench::avx512vnni {

namespace {

struct Vec : avx512::Vec, avx512::Lanes {
  // As an instruction, not an intrinsic: gcc 12 copies every sum of a tile twice around the intrinsic (half the speed).
  INFBENCH_INLINE void dot(I& sum, I bytes, I quad) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(bytes), "v"(quad));
  }
};

}  // namespace

void attention_int8(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  vector::attention<vector::Quads<Vec>>(args, task, scratch);
}

}  // namespace infbench::avx512vnni
