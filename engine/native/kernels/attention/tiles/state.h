// Working memory of a task, and what all kernels do with it: start, merge a split into a row, write results.
#pragma once

#include <cstddef>

#include "../../quantize/quantize_vector.h"
#include "../attention.h"

namespace infbench::vector {

constexpr int64_t kMostTileRows = 16;

// Rows of a task are numbered token by token, heads of the group inside.
struct TaskRows {
  const AttentionArgs& args;
  const AttentionTask& task;
  int64_t group;

  int64_t count() const { return (task.row_end - task.row_begin) * group; }
  int64_t step_row(int64_t row) const { return task.row_begin + row / group; }
  int64_t end(int64_t row) const { return args.positions[step_row(row)] + 1; }
  int64_t begin(int64_t row) const { return args.window > 0 && end(row) > args.window ? end(row) - args.window : 0; }
  const float* query(int64_t row) const {
    return args.q + step_row(row) * args.q_stride + args.q_offset +
           (task.kv_head * group + row % group) * args.shape.head_dim;
  }
};

struct State {
  int64_t padded;  // dimensions, up to a multiple of 16
  float* sums;     // [rows][padded]: weighted sum of values so far
  float* queries;  // [rows][padded]: as the kernel wants them; results at the end
  float* scores;   // [tile rows][kAttentionSplit]: scores, then probabilities
  float* mixed;    // [tile rows][padded]: weighted sum of this split
  float* largest;  // [rows]
  float* totals;   // [rows]: sum of exponentials so far

  State(const KvShape& shape, int64_t rows, float* scratch)
      : padded(shape.value_dims()),
        sums(scratch),
        queries(sums + rows * padded),
        scores(queries + rows * padded),
        mixed(scores + kMostTileRows * kAttentionSplit),
        largest(mixed + kMostTileRows * padded),
        totals(largest + rows) {}
};

// Largest score and sum of exponentials of a row in one split.
struct Weighed {
  float largest, total;
};

template <class V>
void clear(const State& state, int64_t rows) {
  for (int64_t i = 0; i < rows * state.padded; i += V::lanes) V::store(state.sums + i, V::zero());
  for (int64_t row = 0; row < rows; row++) {
    state.largest[row] = -__builtin_inff();
    state.totals[row] = 0;
  }
}

// Merges a split into row `row`: both sums are brought to the common maximum. Kernel::power is the kernel's exponential.
template <class Kernel>
void merge(const State& state, int64_t row, const float* mixed, Weighed split) {
  using V = typename Kernel::V;
  const float before = state.largest[row];
  const float now = split.largest > before ? split.largest : before;
  const typename V::F keep = Kernel::power(V::set(before - now));
  const typename V::F take = Kernel::power(V::set(split.largest - now));
  float* sums = state.sums + row * state.padded;
  for (int64_t d = 0; d < state.padded; d += V::lanes) {
    V::store(sums + d, V::fma(V::load(mixed + d), take, V::mul(V::load(sums + d), keep)));
  }
  alignas(64) float factors[2 * V::lanes];
  V::store(factors, keep);
  V::store(factors + V::lanes, take);
  state.totals[row] = state.totals[row] * factors[0] + split.total * factors[V::lanes];
  state.largest[row] = now;
}

// Where a task in parts leaves and finds the result of a row in a split: Weighed, then the weighted sum.
static inline float* part_of(const TaskRows& rows, int64_t split, int64_t row) {
  return rows.task.parts + (split * rows.count() + row) * attention_part_floats(rows.args.shape);
}

// A row's result in a split: merged, or left for the join.
template <class Kernel>
void keep(const TaskRows& rows, const State& state, int64_t split, int64_t row, const float* mixed, Weighed weighed) {
  if (rows.task.stage == AttentionStage::whole) return merge<Kernel>(state, row, mixed, weighed);
  float* const part = part_of(rows, split, row);
  part[0] = weighed.largest;
  part[1] = weighed.total;
  __builtin_memcpy(part + 2, mixed, static_cast<size_t>(state.padded) * sizeof(float));
}

// The heads of a token lie side by side in the output.
template <class V>
void write(const TaskRows& rows, const State& state) {
  const int64_t dims = rows.args.shape.head_dim;
  const int64_t cols = rows.group * dims;
  float* const y = state.queries;
  for (int64_t row = 0; row < rows.count(); row++) {
    const typename V::F total = V::set(state.totals[row]);
    const float* sums = state.sums + row * state.padded;
    const int64_t head = row % rows.group;
    for (int64_t d = 0; d < dims; d += V::lanes) V::store(y + head * dims + d, V::div(V::load(sums + d), total));
    if (head == rows.group - 1) store_row<V>(rows.args.y, rows.step_row(row), y, rows.task.kv_head * cols, cols);
  }
}

}  // namespace infbench::vector
