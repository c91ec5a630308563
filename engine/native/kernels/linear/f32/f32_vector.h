// The f32 linear layer over vectors of one instruction set.
//
// A tile of Rows x Blocks*16 outputs stays in registers while k runs: per k the weights of the blocks are loaded once
// and each row's activation is broadcast. Every output is one chain of fused multiply-adds in the order of k. Up to
// six rows, eight where there are 32 registers (decode), go through all of k at once, so the weights stream from
// memory exactly once, as many streams as blocks. More rows go through k in runs whose weights stay in the level-two
// cache while all row tiles use them, and the tiles of a run fetch the weights of the next one meanwhile.
// Between runs the sums wait in `partial`, which does not change the chain (storing a float is exact).
#pragma once

#include "f32_tile.h"

namespace infbench::vector {

// Rows of a tile when there are many.
constexpr int64_t kTileRows = 6;
// k per run: 4 blocks x 512 x 64 bytes = 128 KiB of weights, 12 KiB of activations per row tile.
constexpr int64_t kRun = 512;
// Most rows `partial` holds.
constexpr int64_t kMostRows = 96;

// Blocks side by side in a tile of that many rows: as many as leave registers for weights and an activation
// (24 sums of 32 registers, 12 of 16).
template <class V, int Rows>
constexpr int tile_blocks() {
  if (V::lanes == 16) return Rows <= 6 ? 4 : 3;
  return Rows == 1 ? 4 : Rows <= 3 ? 2 : 1;
}

// Tiles of `Blocks` columns over the blocks from at->block on, as far as whole ones fit before `end`.
template <class V, int Rows, int Blocks>
void whole_tiles(const LinearArgs& args, TilePlace* at, int64_t end) {
  for (; at->block + Blocks <= end; at->block += Blocks) tile<V, Rows, Blocks, Fetch::own>(args, *at);
}

// Few rows: all of k at once, tiles as wide as the registers allow.
template <class V, int Rows>
void few_rows(const LinearArgs& args, const LinearPart& part) {
  constexpr int kWide = tile_blocks<V, Rows>();
  TilePlace at{part.row_begin, part.block_begin, 0, args.inner, nullptr, nullptr};
  whole_tiles<V, Rows, kWide>(args, &at, part.block_end);
  if constexpr (kWide > 2) whole_tiles<V, Rows, 2>(args, &at, part.block_end);
  if constexpr (kWide > 1) whole_tiles<V, Rows, 1>(args, &at, part.block_end);
}

template <class V, int Blocks, Fetch Ahead>
void row_tile(const LinearArgs& args, const TilePlace& at, int64_t rows) {
  switch (rows) {
    case 1: return tile<V, 1, Blocks, Ahead>(args, at);
    case 2: return tile<V, 2, Blocks, Ahead>(args, at);
    case 3: return tile<V, 3, Blocks, Ahead>(args, at);
    case 4: return tile<V, 4, Blocks, Ahead>(args, at);
    case 5: return tile<V, 5, Blocks, Ahead>(args, at);
    default: return tile<V, 6, Blocks, Ahead>(args, at);
  }
}

// One run of k for all row tiles (balanced: 13 rows are 5 + 4 + 4). The first tiles fetch what comes next, one block
// each or two where there are fewer tiles than blocks; place.next is its first line, or null.
template <class V, int Blocks>
void run_of_k(const LinearArgs& args, const TilePlace& place, int64_t rows) {
  const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
  const int64_t fetched = tiles < Blocks ? 2 : 1;
  for (int64_t i = 0; i < tiles; i++) {
    const int64_t first = i * rows / tiles;
    const int64_t count = (i + 1) * rows / tiles - first;
    TilePlace at = place;
    at.row += first;
    at.partial += first * Blocks * 16;
    if (place.next == nullptr || (i + 1) * fetched > Blocks) {
      row_tile<V, Blocks, Fetch::nothing>(args, at, count);
      continue;
    }
    at.next += i * fetched * args.inner * 16;
    if (fetched == 1) {
      row_tile<V, Blocks, Fetch::next_one>(args, at, count);
    } else {
      row_tile<V, Blocks, Blocks == 1 ? Fetch::next_one : Fetch::next_two>(args, at, count);
    }
  }
}

template <class V, int Blocks>
void many_rows(const LinearArgs& args, const LinearPart& part, int64_t row, int64_t* block) {
  alignas(64) float partial[kMostRows * Blocks * 16];
  const int64_t rows = part.row_end - row < kMostRows ? part.row_end - row : kMostRows;
  for (; *block + Blocks <= part.block_end; *block += Blocks) {
    const float* const weights = static_cast<const float*>(args.weights) + *block * args.inner * 16;
    const bool more_blocks = *block + 2 * Blocks <= part.block_end;
    for (int64_t k = 0; k < args.inner; k += kRun) {
      const int64_t k_end = k + kRun < args.inner ? k + kRun : args.inner;
      const float* const after = more_blocks ? weights + Blocks * args.inner * 16 : nullptr;
      const float* const next = k_end < args.inner ? weights + k_end * 16 : after;
      run_of_k<V, Blocks>(args, {row, *block, k, k_end, partial, next}, rows);
    }
  }
}

template <class V>
bool few(const LinearArgs& args, const LinearPart& part) {
  switch (part.row_end - part.row_begin) {
    case 1: return few_rows<V, 1>(args, part), true;
    case 2: return few_rows<V, 2>(args, part), true;
    case 3: return few_rows<V, 3>(args, part), true;
    case 4: return few_rows<V, 4>(args, part), true;
    case 5: return few_rows<V, 5>(args, part), true;
    case 6: return few_rows<V, 6>(args, part), true;
    default: break;
  }
  if constexpr (V::lanes == 16) {
    switch (part.row_end - part.row_begin) {
      case 7: return few_rows<V, 7>(args, part), true;
      case 8: return few_rows<V, 8>(args, part), true;
      default: break;
    }
  }
  return false;
}

template <class V>
void linear(const LinearArgs& args, const LinearPart& part) {
  if (few<V>(args, part)) return;
  constexpr int kWide = tile_blocks<V, kTileRows>();
  for (int64_t row = part.row_begin; row < part.row_end; row += kMostRows) {
    int64_t block = part.block_begin;
    many_rows<V, kWide>(args, part, row, &block);
    if constexpr (kWide > 2) many_rows<V, 2>(args, part, row, &block);
    if constexpr (kWide > 1) many_rows<V, 1>(args, part, row, &block);
  }
}

}  // namespace infbench::vector
