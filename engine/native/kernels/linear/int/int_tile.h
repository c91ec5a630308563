// The loops around the register tiles of the integer layers, the same for every instruction set.
//
// A tile makes Rows x Blocks*16 outputs over all of k, its sums in registers. Weights are read as they lie in memory and
// made bytes in registers: beside the products that takes no time. All row tiles of a few blocks follow each other, so
// their weights come from memory once; meanwhile the tiles fetch the weights of the blocks after them.
//
// An instruction set brings a class T:
//   V                                  its floats (vec_*.h)
//   kRows                              most rows of a tile
//   blocks(rows)                       blocks side by side in a tile of that many rows; 2 where there are several tiles
//   tile<W, Rows, Blocks>(IntTile)     the sums of one tile; W is Int4Weights or Int8Weights
#pragma once

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
  int64_t x_stride, starts_at, scales_at;
  const uint8_t* weights;  // the first block
  int64_t block_bytes;
  int64_t records, span_groups;
  const uint8_t* fetch;  // weights to bring nearer, this many lines with each record
  int64_t fetch_lines;
  bool cold;  // the tile's own weights are in memory
  float* sums;  // [Rows][Blocks * 16], 64-byte aligned; zero before
};

// Records between fetching a line of the tile's own weights and using it.
constexpr int64_t kAhead = 8;

// What a tile fetches while it computes: lines of the blocks after its own and, at a cold start, its own. Nobody waits
// for what is fetched, so it goes to the second level, which has room and misses enough under way. Addresses past the
// weights are not read, so nothing here can fault.
template <class T, class W, int Blocks>
class Fetch {
 public:
  explicit Fetch(const IntTile& at) : at_(at), next_(at.fetch), own_(at.weights) {
    for (int64_t i = 0; at.cold && i < kAhead; i++) own();
  }
  __attribute__((always_inline)) void record() {
    if (at_.cold) own();
    for (int64_t i = 0; i < at_.fetch_lines; i++, next_ += 64) __builtin_prefetch(next_, 0, 2);
  }

 private:
  void own() {
    for (int b = 0; b < Blocks; b++) {
      for (int64_t i = 0; i < W::record; i += 64) __builtin_prefetch(own_ + b * at_.block_bytes + i, 0, 2);
    }
    own_ += W::record;
  }

  const IntTile& at_;
  const uint8_t* next_;
  const uint8_t* own_;
};

// Adds bias and residual to the sums of a tile and stores them.
template <class V, int Blocks>
void finish(const LinearArgs& args, int64_t row, int64_t rows, int64_t block, const float* sums) {
  using F = typename V::F;
  const int64_t stride = args.y.stride / 4;
  for (int64_t v = 0; v < Blocks * 16; v += V::lanes) {
    const int64_t n = block * 16 + v;
    const int64_t left = args.outputs - n;
    if (left <= 0) return;
    const int64_t used = left < V::lanes ? left : V::lanes;
    const F bias = args.bias == nullptr ? V::zero() : V::load_n(args.bias + n, used, V::zero());
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (row + r) * stride + n;
      F y = V::load(sums + r * Blocks * 16 + v);
      if (args.bias != nullptr) y = V::add(y, bias);
      if (args.residual != nullptr) y = V::add(y, V::load_n(args.residual + place, used, V::zero()));
      V::store_n(static_cast<float*>(args.y.data) + place, y, used);
    }
  }
}

template <class T, class W, int Rows, int Blocks>
void sum_and_finish(const LinearArgs& args, IntTile at, int64_t row, int64_t block) {
  alignas(64) float sums[Rows * Blocks * 16] = {};
  at.x = static_cast<const uint8_t*>(args.x) + row * args.x_stride;
  at.sums = sums;
  T::template tile<W, Rows, Blocks>(at);
  finish<typename T::V, Blocks>(args, row, Rows, block, sums);
}

template <class T, class W, int Blocks, int Rows>
void row_tile(const LinearArgs& args, const IntTile& at, int64_t row, int64_t rows, int64_t block) {
  if (rows == Rows) return sum_and_finish<T, W, Rows, Blocks>(args, at, row, block);
  if constexpr (Rows > 1) row_tile<T, W, Blocks, Rows - 1>(args, at, row, rows, block);
}

// All rows against Blocks blocks, in balanced tiles (13 rows are 5 + 4 + 4), each of which fetches its share of the
// weights of the blocks that follow.
template <class T, class W, int Blocks>
void row_tiles(const LinearArgs& args, const LinearPart& part, IntTile at, int64_t block) {
  const int64_t rows = part.row_end - part.row_begin;
  const int64_t tiles = (rows + T::kRows - 1) / T::kRows;
  const int64_t lines = (Blocks * W::record / 64 + tiles - 1) / tiles;
  at.weights = static_cast<const uint8_t*>(args.weights) + block * at.block_bytes;
  at.fetch = at.weights + Blocks * at.block_bytes;
  at.fetch_lines = lines;
  at.cold = block == part.block_begin && !part.follows;
  for (int64_t i = 0; i < tiles; i++, at.cold = false, at.fetch += lines * 64 * at.records) {
    const int64_t row = i * rows / tiles;
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
  at.starts_at = args.q8.starts_at;
  at.scales_at = args.q8.scales_at;
  at.records = (args.inner + kRecordInputs - 1) / kRecordInputs;
  at.block_bytes = at.records * W::record;
  at.span_groups = args.q8.span / kQ8Group;
  const int64_t rows = part.row_end - part.row_begin;
  if (rows == 0) return;
  int64_t block = part.block_begin;
  if (rows == 1) whole_tiles<T, W, T::blocks(1)>(args, part, at, &block);
  whole_tiles<T, W, T::blocks(2)>(args, part, at, &block);
  whole_tiles<T, W, 1>(args, part, at, &block);
}

}  // namespace infbench::vector
