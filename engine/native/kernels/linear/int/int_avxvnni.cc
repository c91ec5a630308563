// Integer layers for CPUs with AVX-VNNI (int_dot.h).
#include "../../vec_avxvnni.h"
#include "int_dot.h"

namespace infbench::INFBENCH_DOT_ISA {

using Tiles = vector::YmmTiles<vector::DotSums<DotVec>>;

void linear_int4(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, vector::Int4Weights>(args, part);
}

void linear_int8(const LinearArgs& args, const LinearPart& part, void*) {
  vector::linear_int<Tiles, vector::Int8Weights>(args, part);
}

}  // namespace infbench::INFBENCH_DOT_ISA
