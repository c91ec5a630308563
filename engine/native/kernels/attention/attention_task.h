// The loops around attention_vector.h: a tile of rows against a split, merging splits, rows of a task, results.
#pragma once

#include "attention_vector.h"

namespace infbench::vector {

static inline SplitKeys locate(const AttentionArgs& args, const AttentionTask& task, int64_t split, int64_t count) {
  SplitKeys keys;
  const KvShape& shape = args.shape;
  keys.dims = shape.head_dim;
  keys.value_dims = shape.value_dims();
  const uint8_t* const layer = static_cast<const uint8_t*>(args.layer);
  for (int64_t group = 0; group * 16 < count; group++) {
    const int64_t key = split + group * 16;
    const int64_t page = task.pages[key / shape.block_tokens], place = key % shape.block_tokens;
    keys.k[group] = reinterpret_cast<const float*>(layer + shape.key_group(page, task.kv_head, place));
    keys.v[group] = reinterpret_cast<const float*>(layer + shape.value_group(page, task.kv_head, place));
  }
  return keys;
}

// Merges a split into row `row`: both sums are brought to the common maximum.
template <class V>
void merge(const State& state, int64_t row, const float* mixed, float largest, float total) {
  const float before = state.largest[row];
  const float now = largest > before ? largest : before;
  const typename V::F keep = V::exp(V::set(before - now));
  const typename V::F take = V::exp(V::set(largest - now));
  float* sums = state.sums + row * state.padded;
  for (int64_t d = 0; d < state.padded; d += V::lanes) {
    V::store(sums + d, V::fma(V::load(mixed + d), take, V::mul(V::load(sums + d), keep)));
  }
  alignas(64) float factors[2 * V::lanes];
  V::store(factors, keep);
  V::store(factors + V::lanes, take);
  state.totals[row] = state.totals[row] * factors[0] + total * factors[V::lanes];
  state.largest[row] = now;
}

// One tile of rows against one split. counts[r]: keys of the split row r sees, 0 or less for none.
template <class V, int Rows, bool Fetch>
void tile(const SplitKeys& keys, const float* const* q, const int64_t* counts, float scale, const State& state,
          int64_t row) {
  constexpr int kWide = V::lanes == 16 ? 4 : 1;
  int64_t most = 0;
  for (int r = 0; r < Rows; r++) most = counts[r] > most ? counts[r] : most;
  if (most == 0) return;
  const int64_t groups = (most + 15) / 16;
  int64_t group = 0;
  for (; group + kWide <= groups; group += kWide) {
    score<V, Rows, kWide, Fetch>(keys, group, groups, q, scale, state.scores);
  }
  for (; group < groups; group++) score<V, Rows, 1, Fetch>(keys, group, groups, q, scale, state.scores);
  float largest[Rows], total[Rows];
  for (int r = 0; r < Rows; r++) {
    const int64_t count = counts[r] > 0 ? counts[r] : 0;
    exponentials<V>(state.scores + r * kAttentionSplit, count, groups * 16, &largest[r], &total[r]);
  }
  mix_all<V, Rows, Fetch>(keys, most, state);
  for (int r = 0; r < Rows; r++) {
    if (counts[r] > 0) merge<V>(state, row + r, state.mixed + r * state.padded, largest[r], total[r]);
  }
}

template <class V, bool Fetch>
void any_tile(const SplitKeys& keys, const float* const* q, const int64_t* counts, float scale, const State& state,
              int64_t row, int64_t rows) {
  switch (rows) {
    case 1: return tile<V, 1, Fetch>(keys, q, counts, scale, state, row);
    case 2: return tile<V, 2, Fetch>(keys, q, counts, scale, state, row);
    case 3: return tile<V, 3, Fetch>(keys, q, counts, scale, state, row);
    case 4: return tile<V, 4, Fetch>(keys, q, counts, scale, state, row);
    case 5: return tile<V, 5, Fetch>(keys, q, counts, scale, state, row);
    default: return tile<V, 6, Fetch>(keys, q, counts, scale, state, row);
  }
}

// Rows of a task are numbered token by token, heads of the group inside.
struct TaskRows {
  const AttentionArgs& args;
  const AttentionTask& task;
  int64_t group;

  int64_t count() const { return (task.row_end - task.row_begin) * group; }
  int64_t step_row(int64_t row) const { return task.row_begin + row / group; }
  int64_t head(int64_t row) const { return task.kv_head * group + row % group; }
  int64_t keys(int64_t row) const { return args.positions[step_row(row)] + 1; }
  const float* query(int64_t row) const {
    return args.q + step_row(row) * args.q_stride + args.q_offset + head(row) * args.shape.head_dim;
  }
  float* output(int64_t row) const {
    return static_cast<float*>(args.y.row(step_row(row))) + head(row) * args.shape.head_dim;
  }
};

template <class V>
void clear(const State& state, int64_t rows) {
  for (int64_t i = 0; i < rows * state.padded; i += V::lanes) V::store(state.sums + i, V::zero());
  for (int64_t row = 0; row < rows; row++) {
    state.largest[row] = -__builtin_inff();
    state.totals[row] = 0;
  }
}

template <class V>
void write(const TaskRows& rows, const State& state) {
  const int64_t dims = rows.args.shape.head_dim;
  for (int64_t row = 0; row < rows.count(); row++) {
    const typename V::F total = V::set(state.totals[row]);
    const float* sums = state.sums + row * state.padded;
    float* y = rows.output(row);
    for (int64_t d = 0; d < dims; d += V::lanes) {
      V::store_n(y + d, V::div(V::load(sums + d), total), dims - d < V::lanes ? dims - d : V::lanes);
    }
  }
}

template <class V>
void split_tiles(const TaskRows& rows, const SplitKeys& keys, int64_t split, const State& state) {
  const int64_t count = rows.count();
  const int64_t tiles = (count + kMaxTileRows - 1) / kMaxTileRows;
  for (int64_t i = 0; i < tiles; i++) {
    const int64_t first = i * count / tiles;
    const int64_t last = (i + 1) * count / tiles;
    const float* q[kMaxTileRows];
    int64_t counts[kMaxTileRows];
    for (int64_t row = first; row < last; row++) {
      q[row - first] = rows.query(row);
      const int64_t left = rows.keys(row) - split;
      counts[row - first] = left < kAttentionSplit ? left : kAttentionSplit;
    }
    if (i == 0) {
      any_tile<V, true>(keys, q, counts, rows.args.scale, state, first, last - first);
    } else {
      any_tile<V, false>(keys, q, counts, rows.args.scale, state, first, last - first);
    }
  }
}

template <class V>
void attention(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  const TaskRows rows{args, task, args.heads / args.shape.kv_heads};
  const int64_t count = rows.count();
  State state;
  state.padded = args.shape.value_dims();
  state.sums = scratch;
  state.scores = state.sums + count * state.padded;
  state.mixed = state.scores + kMaxTileRows * kAttentionSplit;
  state.largest = state.mixed + kMaxTileRows * state.padded;
  state.totals = state.largest + count;
  clear<V>(state, count);
  int64_t keys = 0;
  for (int64_t row = 0; row < count; row++) keys = rows.keys(row) > keys ? rows.keys(row) : keys;
  for (int64_t split = 0; split < keys; split += kAttentionSplit) {
    const int64_t in_split = keys - split < kAttentionSplit ? keys - split : kAttentionSplit;
    split_tiles<V>(rows, locate(args, task, split, in_split), split, state);
  }
  write<V>(rows, state);
}

}  // namespace infbench::vector
