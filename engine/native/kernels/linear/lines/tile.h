// One register tile of a linear layer whose weights lie in lines of 64 bytes: 16 outputs times the inputs of a step
// (one f32, two bf16). A Step says how a line and a word of activations become products; the loops around it: loops.h.
//
//   V                        its vectors; a line is 16 / V::lanes of them
//   inputs                   inputs per step
//   tile_rows, few_rows      rows of a tile when there are many; most rows that go through all of k at once
//   blocks(rows)             blocks side by side in a tile of that many rows: as many as leave registers for the rest
//   Weights weights(line), Inputs inputs_at(x), F multiply(Inputs, Weights, F sum)
#pragma once

#include "../linear.h"

namespace infbench::vector {

constexpr int64_t kLineBytes = 64;

// What a tile fetches besides its own loads: nothing, or at the same step the lines of one or two blocks of the next run.
enum class Fetch { nothing, next_one, next_two };

struct TilePlace {
  int64_t row, block;
  int64_t begin, end, steps;  // the steps of this run, of all of k
  float* partial;             // [Rows][Blocks * 16]
  const uint8_t* next;        // first line to fetch
};

template <class Step, int Rows, int Blocks>
__attribute__((always_inline)) inline void finish(
    const LinearArgs& args, const TilePlace& at,
    typename Step::V::F (&sums)[Rows][Blocks * (16 / Step::V::lanes)]) {
  using V = typename Step::V;
  using F = typename V::F;
  constexpr int kVecs = Blocks * (16 / V::lanes);
#pragma GCC unroll 16
  for (int v = 0; v < kVecs; v++) {
    const int64_t n = at.block * 16 + v * V::lanes;
    const int64_t left = args.outputs - n;
    if (left <= 0) break;
    const int64_t used = left < V::lanes ? left : V::lanes;
    const F bias = args.bias == nullptr ? V::zero() : V::load_n(args.bias + n, used, V::zero());
#pragma GCC unroll 12
    for (int r = 0; r < Rows; r++) {
      F y = sums[r][v];
      const int64_t place = (at.row + r) * (args.y.stride / 4) + n;
      if (args.bias != nullptr) y = V::add(y, bias);
      if (args.residual != nullptr) y = V::add(y, V::load_n(args.residual + place, used, V::zero()));
      V::store_n(static_cast<float*>(args.y.data) + place, y, used);
    }
  }
}

template <class Step, int Rows, int Blocks, Fetch Ahead>
__attribute__((noinline)) void tile(const LinearArgs& args, const TilePlace& at) {
  using V = typename Step::V;
  constexpr int kPer = 16 / V::lanes;
  constexpr int kVecs = Blocks * kPer;
  typename V::F sums[Rows][kVecs];
#pragma GCC unroll 12
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      sums[r][v] = at.begin == 0 ? V::zero() : V::load(at.partial + r * Blocks * 16 + v * V::lanes);
    }
  }
  const int64_t block_stride = at.steps * kLineBytes;
  const uint8_t* const x = static_cast<const uint8_t*>(args.x) + at.row * args.x_stride;
  const uint8_t* const w = static_cast<const uint8_t*>(args.weights) + at.block * block_stride;
  const uint8_t* next = at.next;
  for (int64_t step = at.begin; step < at.end; step++) {
    typename Step::Weights weights[kVecs];
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      const uint8_t* line = w + (v / kPer) * block_stride + step * kLineBytes + (v % kPer) * V::lanes * 4;
      weights[v] = Step::weights(line);
    }
    if (Ahead == Fetch::next_one || Ahead == Fetch::next_two) V::prefetch_second(next);
    if (Ahead == Fetch::next_two) V::prefetch_second(next + block_stride);
    next += kLineBytes;
#pragma GCC unroll 12
    for (int r = 0; r < Rows; r++) {
      const typename Step::Inputs inputs = Step::inputs_at(x + r * args.x_stride + step * 4);
#pragma GCC unroll 16
      for (int v = 0; v < kVecs; v++) sums[r][v] = Step::multiply(inputs, weights[v], sums[r][v]);
    }
  }
  if (at.end == at.steps) return finish<Step, Rows, Blocks>(args, at, sums);
#pragma GCC unroll 12
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) V::store(at.partial + r * Blocks * 16 + v * V::lanes, sums[r][v]);
  }
}

}  // namespace infbench::vector
