// The loops around the register tiles of the integer layers, the same for every instruction set.
//
// A tile makes Rows x Blocks*16 outputs over all of k, its sums in registers. Weights are read as they lie in memory and
// made bytes in registers: beside the products that takes no time. All row tiles of a few blocks follow each other, so
// their weights come from memory once; meanwhile the tiles fetch the weights of the blocks after them.
//
// An instruction set brings a class T:
//   V                                  its floats (vec_*.h)
//   kRows, kBlocks                     most rows of a tile, blocks side by side
//   kStoresOutputs                     whether its tiles can put their sums among the outputs
//   narrow<W>(first_level)             up to this many rows are tiles of one block: memory decides, and it likes one stream
//   ahead<W>(rows)                     how far such a tile fetches ahead, bytes
//   tile<W, Rows, Blocks>(IntTile)     the sums of one tile; W is Int4Weights or Int8Weights
#pragma once

#include "../../cpu/first_level.h"
#include "../beside.h"
#include "../linear.h"
#include "../packed.h"

namespace infbench::vector {

struct Int4Weights {
  static constexpr int64_t record = kInt4Record, group_bytes = 256, scales_at = kInt4Scales;
  // Lines of a group, and the quads of inputs that a line holds: `parts`, 16 inputs from each other.
  static constexpr int lines = 4, parts = 2;
};

struct Int8Weights {
  static constexpr int64_t record = kInt8Record, group_bytes = 512, scales_at = kInt8Scales;
  static constexpr int lines = 8, parts = 1;
};

struct IntTile {
  const uint8_t* x;  // the first row
  int64_t x_stride, heads_at;
  const uint8_t* weights;  // the first block
  int64_t block_bytes;
  int64_t inner, records;
  // What to bring nearer meanwhile. Tiles of one block: with each line of weights the one so many bytes on. Wider tiles:
  // with each record so many lines of what `fetch` points to.
  int64_t ahead;
  bool first_level;  // brought into it, else into the second (cpu/first_level.h)
  const uint8_t* fetch;
  int64_t fetch_lines;
  Beside beside;  // for what comes after this layer
  // Where the sums go: an array [Rows][Blocks * 16], 64-byte aligned, or the outputs (T::kStoresOutputs); then a residual
  // may be added.
  float* sums;
  int64_t sums_stride;  // floats, of both
  const float* residual;
};

// Adds bias and residual to the sums of one vector of a row and stores them: `used` floats, all where Whole.
template <class V, bool Whole>
void finish_vector(const LinearArgs& args, int64_t place, int64_t n, int64_t used, const float* sums) {
  using F = typename V::F;
  const auto load = [&](const float* from) { return Whole ? V::load(from) : V::load_n(from, used, V::zero()); };
  F y = V::load(sums);
  if (args.bias != nullptr) y = V::add(y, load(args.bias + n));
  if (args.residual != nullptr) y = V::add(y, load(args.residual + place));
  float* const to = static_cast<float*>(args.y.data) + place;
  Whole ? V::store(to, y) : V::store_n(to, y, used);
}

// Adds bias and residual to the sums of a tile and stores them.
template <class V, int Blocks>
void finish(const LinearArgs& args, int64_t row, int64_t rows, int64_t block, const float* sums) {
  const int64_t stride = args.y.stride / 4;
  for (int64_t v = 0; v < Blocks * 16; v += V::lanes) {
    const int64_t n = block * 16 + v;
    const int64_t used = args.outputs - n;
    if (used <= 0) return;
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (row + r) * stride + n;
      const float* const from = sums + r * Blocks * 16 + v;
      used >= V::lanes ? finish_vector<V, true>(args, place, n, used, from)
                       : finish_vector<V, false>(args, place, n, used, from);
    }
  }
}

// The outputs of a tile, brought near while it computes: stores that miss would fill the store queue. Into the second level:
// rows of outputs are often a power of two apart, fall into one set of the first and would push the activations out.
template <class T, int Rows, int Blocks>
void fetch_outputs(const LinearArgs& args, int64_t row, int64_t block) {
  const uint8_t* place = static_cast<const uint8_t*>(args.y.data) + row * args.y.stride + block * 64;
  for (int r = 0; r < Rows; r++, place += args.y.stride) {
    for (int b = 0; b < Blocks; b++) T::V::prefetch_second(place + b * 64);
  }
}

template <class T, class W, int Rows, int Blocks>
void sum_and_finish(const LinearArgs& args, IntTile at, int64_t row, int64_t block) {
  alignas(64) float sums[Rows * Blocks * 16];
  fetch_outputs<T, Rows, Blocks>(args, row, block);
  at.x = static_cast<const uint8_t*>(args.x) + row * args.x_stride;
  at.sums = sums;
  at.sums_stride = Blocks * 16;
  if (T::kStoresOutputs && args.bias == nullptr && (block + Blocks) * 16 <= args.outputs) {
    at.sums_stride = args.y.stride / 4;
    const int64_t place = row * at.sums_stride + block * 16;
    at.sums = static_cast<float*>(args.y.data) + place;
    if (args.residual != nullptr) at.residual = args.residual + place;
  }
  T::template tile<W, Rows, Blocks>(at);
  if (at.sums == sums) finish<typename T::V, Blocks>(args, row, Rows, block, sums);
}

template <class T, class W, int Blocks, int Rows>
void row_tile(const LinearArgs& args, const IntTile& at, int64_t row, int64_t rows, int64_t block) {
  if (rows == Rows) return sum_and_finish<T, W, Rows, Blocks>(args, at, row, block);
  if constexpr (Rows > 1) row_tile<T, W, Blocks, Rows - 1>(args, at, row, rows, block);
}

// All rows against Blocks blocks, in balanced tiles (13 rows are 5 + 4 + 4). Several tiles fetch the blocks after these, a
// share each, so that memory is never idle; one narrow tile fetches its own weights a little ahead.
// Addresses past the weights are not read, so fetching them does no harm.
template <class T, class W, int Blocks>
void row_tiles(const LinearArgs& args, const LinearPart& part, IntTile at, int64_t block) {
  const int64_t rows = part.row_end - part.row_begin;
  const int64_t tiles = (rows + T::kRows - 1) / T::kRows;
  at.weights = static_cast<const uint8_t*>(args.weights) + block * at.block_bytes;
  at.ahead = tiles == 1 ? T::template ahead<W>(rows) : Blocks * at.block_bytes;
  at.fetch = at.weights + Blocks * at.block_bytes;
  at.fetch_lines = (Blocks * W::record / 64 + tiles - 1) / tiles;
  Beside beside = Beside::of_blocks(args, tiles, at.records);
  for (int64_t i = 0; i < tiles; i++, at.ahead = 0, at.fetch += at.fetch_lines * 64 * at.records) {
    const int64_t row = i * rows / tiles;
    at.beside = beside.share(tiles - i);
    row_tile<T, W, Blocks, T::kRows>(args, at, part.row_begin + row, (i + 1) * rows / tiles - row, block);
  }
}

// Tiles of Blocks blocks from *block on, as far as whole ones fit.
template <class T, class W, int Blocks>
void whole_tiles(const LinearArgs& args, const LinearPart& part, const IntTile& at, int64_t* block) {
  for (; *block + Blocks <= part.block_end; *block += Blocks) row_tiles<T, W, Blocks>(args, part, at, *block);
}

template <class T, class W>
void linear_int(const LinearArgs& args, const LinearPart& part) {
  IntTile at{};
  at.x_stride = args.x_stride;
  at.heads_at = args.q8.heads_at;
  at.inner = args.inner;
  at.records = (args.inner + kRecordInputs - 1) / kRecordInputs;
  at.block_bytes = at.records * W::record;
  at.first_level = fetches_into_first_level();
  const int64_t rows = part.row_end - part.row_begin;
  if (rows == 0) return;
  int64_t block = part.block_begin;
  if (rows > T::template narrow<W>(at.first_level)) whole_tiles<T, W, T::kBlocks>(args, part, at, &block);
  whole_tiles<T, W, 1>(args, part, at, &block);
}

}  // namespace infbench::vector
