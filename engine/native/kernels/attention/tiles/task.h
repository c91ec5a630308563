// The loops of all tiled kernels: splits of a task, tiles of rows against a split. A kernel brings
//   V, kTileRows                          vectors; most rows of a tile (at most kMostTileRows)
//   pack(args, q, out)                    a query as its score wants it, head_dim floats to at most value_dims
//   score<Rows, Fetch>(tile, range, args, state)    scores of the groups in `range` of all rows
//   weigh(tile, r, range, args, state)    scores of row r to probabilities, zero where it does not look
//   mix<Rows, Fetch>(tile, range, args, state)      weighted sums of values
//   power(x)                              the exponential that weigh uses
#pragma once

#include "split.h"
#include "state.h"

namespace infbench::vector {

// Rows of a tile against a split; keys are numbered from the start of the split.
struct Tile {
  const Split& split;
  const float* q[kMostTileRows];
  KeyRange seen[kMostTileRows];  // empty where begin >= end
  float factor[kMostTileRows];   // left by weigh for mix, where a kernel needs one
};

template <class Kernel, int Rows, bool Fetch>
void tile_of(Tile& tile, const TaskRows& rows, const State& state, int64_t row) {
  const AttentionArgs& args = rows.args;
  KeyRange range{kAttentionSplit, 0};
  for (int r = 0; r < Rows; r++) {
    if (tile.seen[r].begin >= tile.seen[r].end) continue;
    range.begin = tile.seen[r].begin < range.begin ? tile.seen[r].begin : range.begin;
    range.end = tile.seen[r].end > range.end ? tile.seen[r].end : range.end;
  }
  if (range.begin >= range.end) return;
  Kernel::template score<Rows, Fetch>(tile, range, args, state);
  Weighed weighed[Rows];
  for (int r = 0; r < Rows; r++) weighed[r] = Kernel::weigh(tile, r, range, args, state);
  Kernel::template mix<Rows, Fetch>(tile, range, args, state);
  for (int r = 0; r < Rows; r++) {
    if (tile.seen[r].begin >= tile.seen[r].end) continue;
    keep<Kernel>(rows, state, tile.split.first / kAttentionSplit, row + r, state.mixed + r * state.padded, weighed[r]);
  }
}

template <class Kernel, bool Fetch, int Rows = Kernel::kTileRows>
void any_tile(Tile& tile, const TaskRows& rows, const State& state, int64_t row, int64_t count) {
  if constexpr (Rows > 1) {
    if (count < Rows) return any_tile<Kernel, Fetch, Rows - 1>(tile, rows, state, row, count);
  }
  tile_of<Kernel, Rows, Fetch>(tile, rows, state, row);
}

// Keys of the split from `split_first` on that a row sees, numbered from its start; empty where begin >= end.
static inline KeyRange seen_of(const TaskRows& rows, int64_t row, int64_t split_first) {
  const int64_t begin = rows.begin(row) - split_first, end = rows.end(row) - split_first;
  return {begin > 0 ? begin : 0, end < kAttentionSplit ? end : kAttentionSplit};
}

template <class Kernel>
void split_tiles(const TaskRows& rows, const Split& split, const State& state) {
  const int64_t count = rows.count();
  const int64_t tiles = (count + Kernel::kTileRows - 1) / Kernel::kTileRows;
  for (int64_t i = 0; i < tiles; i++) {
    const int64_t first = i * count / tiles;
    const int64_t last = (i + 1) * count / tiles;
    Tile tile{split, {}, {}, {}};
    for (int64_t row = first; row < last; row++) {
      tile.q[row - first] = state.queries + row * state.padded;
      tile.seen[row - first] = seen_of(rows, row, split.first);
    }
    if (i == 0) {
      any_tile<Kernel, true>(tile, rows, state, first, last - first);
    } else {
      any_tile<Kernel, false>(tile, rows, state, first, last - first);
    }
  }
}

template <class Kernel>
void join_parts(const TaskRows& rows, const State& state, int64_t end) {
  for (int64_t first = 0; first < end; first += kAttentionSplit) {
    for (int64_t row = 0; row < rows.count(); row++) {
      const KeyRange seen = seen_of(rows, row, first);
      if (seen.begin >= seen.end) continue;
      const float* const part = part_of(rows, first / kAttentionSplit, row);
      merge<Kernel>(state, row, part + 2, {part[0], part[1]});
    }
  }
}

template <class Kernel>
void attention(const AttentionArgs& args, const AttentionTask& task, float* scratch) {
  using V = typename Kernel::V;
  const TaskRows rows{args, task, args.heads / args.shape.kv_heads};
  const int64_t count = rows.count();
  const State state(args.shape, count, scratch);
  clear<V>(state, count);
  const HeadPlaces places(args, task);
  KeyRange seen{INT64_MAX, 0};
  for (int64_t row = 0; row < count; row++) {
    if (task.stage != AttentionStage::join) Kernel::pack(args, rows.query(row), state.queries + row * state.padded);
    seen.begin = rows.begin(row) < seen.begin ? rows.begin(row) : seen.begin;
    seen.end = rows.end(row) > seen.end ? rows.end(row) : seen.end;
  }
  if (task.stage == AttentionStage::join) {
    join_parts<Kernel>(rows, state, seen.end);
    return write<V>(rows, state);
  }
  const int64_t first_split = seen.begin / kAttentionSplit, end = (seen.end + kAttentionSplit - 1) / kAttentionSplit;
  const int64_t begin = task.split_begin > first_split ? task.split_begin : first_split;
  for (int64_t split = begin; split < end && split < task.split_end; split++) {
    split_tiles<Kernel>(rows, locate(places, split * kAttentionSplit, seen), state);
  }
  if (task.stage == AttentionStage::whole) write<V>(rows, state);
}

}  // namespace infbench::vector
