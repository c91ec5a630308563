// The loops around a register tile (tile.h) of a linear layer whose weights lie in lines.
//
// A tile of Rows x Blocks*16 outputs stays in registers while k runs: per step the lines of the blocks are loaded once
// and each row's activations are broadcast. Every output is one chain of additions in the order of k. Up to few_rows
// rows (decode) go through all of k at once, so the weights stream from memory exactly once, as many streams as blocks,
// and nothing is fetched by instruction: the hardware's own streams run further ahead without.
// More rows go through k in runs whose weights stay in the level-two cache while all row tiles use them, and the tiles
// of a run fetch the weights of the next one meanwhile. Between runs the sums wait in `partial`, which does not change
// the chain (storing a float is exact).
#pragma once

#include "tile.h"

namespace infbench::vector {

// Steps per run: 4 blocks x 512 x 64 bytes = 128 KiB of weights, 12 KiB of activations per row tile.
constexpr int64_t kRun = 512;
// Most rows `partial` holds.
constexpr int64_t kMostRows = 96;

// Tiles of `Blocks` columns over the blocks from at->block on, as far as whole ones fit before `end`.
template <class Step, int Rows, int Blocks>
void whole_tiles(const LinearArgs& args, TilePlace* at, int64_t end) {
  for (; at->block + Blocks <= end; at->block += Blocks) tile<Step, Rows, Blocks, Fetch::nothing>(args, *at);
}

// Few rows: all of k at once, tiles as wide as the registers allow. Tries Rows, then fewer; false where there are more.
template <class Step, int Rows>
bool few(const LinearArgs& args, const LinearPart& part, int64_t steps) {
  if constexpr (Rows > 0) {
    if (part.row_end - part.row_begin != Rows) return few<Step, Rows - 1>(args, part, steps);
    constexpr int kWide = Step::blocks(Rows);
    TilePlace at{part.row_begin, part.block_begin, 0, steps, steps, nullptr, nullptr};
    whole_tiles<Step, Rows, kWide>(args, &at, part.block_end);
    if constexpr (kWide > 2) whole_tiles<Step, Rows, 2>(args, &at, part.block_end);
    if constexpr (kWide > 1) whole_tiles<Step, Rows, 1>(args, &at, part.block_end);
    return true;
  }
  return false;
}

// The tile of `rows` rows, Rows at most.
template <class Step, int Rows, int Blocks, Fetch Ahead>
void row_tile(const LinearArgs& args, const TilePlace& at, int64_t rows) {
  if constexpr (Rows > 1) {
    if (rows != Rows) return row_tile<Step, Rows - 1, Blocks, Ahead>(args, at, rows);
  }
  tile<Step, Rows, Blocks, Ahead>(args, at);
}

// One run of k for all row tiles (balanced: 13 rows are 5 + 4 + 4). The first tiles fetch what comes next, one block
// each or two where there are fewer tiles than blocks; place.next is its first line, or null.
template <class Step, int Blocks>
void run_of_k(const LinearArgs& args, const TilePlace& place, int64_t rows) {
  constexpr int kRows = Step::tile_rows;
  const int64_t tiles = (rows + kRows - 1) / kRows;
  const int64_t fetched = tiles < Blocks ? 2 : 1;
  for (int64_t i = 0; i < tiles; i++) {
    const int64_t first = i * rows / tiles;
    const int64_t count = (i + 1) * rows / tiles - first;
    TilePlace at = place;
    at.row += first;
    at.partial += first * Blocks * 16;
    if (place.next == nullptr || (i + 1) * fetched > Blocks) {
      row_tile<Step, kRows, Blocks, Fetch::nothing>(args, at, count);
      continue;
    }
    at.next += i * fetched * place.steps * kLineBytes;
    if (fetched == 1) {
      row_tile<Step, kRows, Blocks, Fetch::next_one>(args, at, count);
    } else {
      row_tile<Step, kRows, Blocks, Blocks == 1 ? Fetch::next_one : Fetch::next_two>(args, at, count);
    }
  }
}

template <class Step, int Blocks>
void many_rows(const LinearArgs& args, const LinearPart& part, int64_t steps, int64_t row, int64_t* block) {
  alignas(64) float partial[kMostRows * Blocks * 16];
  const int64_t rows = part.row_end - row < kMostRows ? part.row_end - row : kMostRows;
  const int64_t block_bytes = steps * kLineBytes;
  for (; *block + Blocks <= part.block_end; *block += Blocks) {
    const uint8_t* const weights = static_cast<const uint8_t*>(args.weights) + *block * block_bytes;
    const bool more_blocks = *block + 2 * Blocks <= part.block_end;
    for (int64_t begin = 0; begin < steps; begin += kRun) {
      const int64_t end = begin + kRun < steps ? begin + kRun : steps;
      const uint8_t* const after = more_blocks ? weights + Blocks * block_bytes : nullptr;
      const uint8_t* const next = end < steps ? weights + end * kLineBytes : after;
      run_of_k<Step, Blocks>(args, {row, *block, begin, end, steps, partial, next}, rows);
    }
  }
}

template <class Step>
void linear_lines(const LinearArgs& args, const LinearPart& part) {
  const int64_t steps = (args.inner + Step::inputs - 1) / Step::inputs;
  if (few<Step, Step::few_rows>(args, part, steps)) return;
  constexpr int kWide = Step::blocks(Step::tile_rows);
  for (int64_t row = part.row_begin; row < part.row_end; row += kMostRows) {
    int64_t block = part.block_begin;
    many_rows<Step, kWide>(args, part, steps, row, &block);
    if constexpr (kWide > 2) many_rows<Step, 2>(args, part, steps, row, &block);
    if constexpr (kWide > 1) many_rows<Step, 1>(args, part, steps, row, &block);
  }
}

}  // namespace infbench::vector
