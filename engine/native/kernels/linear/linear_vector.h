// The f32 linear layer over vectors of one instruction set.
//
// A tile of Rows x Blocks*16 outputs stays in registers while k runs: per k the weights of the blocks are loaded once
// and each row's activation is broadcast. Every output is one chain of fused multiply-adds in the order of k. Up to
// kTileRows rows (decode) go through all of k at once, so the weights stream from memory exactly once, as many streams
// as blocks. More rows go through k in runs whose weights stay in the second-level cache while all row tiles use them;
// between runs the sums wait in `partial`, which does not change the chain (storing a float is exact).
#pragma once

#include "linear.h"

namespace infbench::vector {

constexpr int64_t kTileRows = 6;
// k per run: 4 blocks x 512 x 64 bytes = 128 KiB of weights, 12 KiB of activations per row tile.
constexpr int64_t kRun = 512;
// Lines ahead to prefetch when weights come from memory; the hardware's own streams stop at page ends.
constexpr int64_t kAhead = 24;
// Most rows `partial` holds.
constexpr int64_t kMostRows = 96;

// Blocks side by side in a tile of that many rows: as many as leave registers for weights and one activation per row.
template <class V, int Rows>
constexpr int tile_blocks() {
  if (V::lanes == 16) return 4;
  return Rows == 1 ? 4 : Rows <= 3 ? 2 : 1;
}

struct TilePlace {
  int64_t row, block;
  int64_t k_begin, k_end;
  float* partial;  // [Rows][Blocks * 16]
};

template <class V, int Rows, int Blocks>
__attribute__((always_inline)) inline void finish(const LinearArgs& args, const TilePlace& at,
                                                  typename V::F (&sums)[Rows][Blocks * (16 / V::lanes)]) {
  using F = typename V::F;
  constexpr int kVecs = Blocks * (16 / V::lanes);
#pragma GCC unroll 16
  for (int v = 0; v < kVecs; v++) {
    const int64_t n = at.block * 16 + v * V::lanes;
    const int64_t left = args.outputs - n;
    if (left <= 0) break;
    const int64_t used = left < V::lanes ? left : V::lanes;
    const F bias = args.bias == nullptr ? V::zero() : V::load_n(args.bias + n, used, V::zero());
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) {
      F y = sums[r][v];
      const int64_t place = (at.row + r) * args.y_stride + n;
      if (args.bias != nullptr) y = V::add(y, bias);
      if (args.residual != nullptr) y = V::add(y, V::load_n(args.residual + place, used, V::zero()));
      V::store_n(args.y + place, y, used);
    }
  }
}

template <class V, int Rows, int Blocks, bool Prefetch>
__attribute__((noinline)) void tile(const LinearArgs& args, const TilePlace& at) {
  using F = typename V::F;
  constexpr int kPer = 16 / V::lanes;
  constexpr int kVecs = Blocks * kPer;
  F sums[Rows][kVecs];
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      sums[r][v] = at.k_begin == 0 ? V::zero() : V::load(at.partial + r * Blocks * 16 + v * V::lanes);
    }
  }
  const float* x = args.x + at.row * args.inner;
  const float* w = args.weights + at.block * args.inner * 16;
  const int64_t block_stride = args.inner * 16;
  for (int64_t k = at.k_begin; k < at.k_end; k++) {
    F activations[Rows];
#pragma GCC unroll 8
    for (int r = 0; r < Rows; r++) activations[r] = V::set(x[r * args.inner + k]);
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) {
      const float* line = w + (v / kPer) * block_stride + k * 16 + (v % kPer) * V::lanes;
      if (Prefetch && v % kPer == 0) V::prefetch(line + kAhead * 16);
      const F weight = V::load(line);
#pragma GCC unroll 8
      for (int r = 0; r < Rows; r++) sums[r][v] = V::fma(activations[r], weight, sums[r][v]);
    }
  }
  if (at.k_end == args.inner) return finish<V, Rows, Blocks>(args, at, sums);
#pragma GCC unroll 8
  for (int r = 0; r < Rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < kVecs; v++) V::store(at.partial + r * Blocks * 16 + v * V::lanes, sums[r][v]);
  }
}

// Few rows: all of k at once, tiles as wide as the registers allow.
template <class V, int Rows>
void few_rows(const LinearArgs& args, const LinearPart& part) {
  constexpr int kWide = tile_blocks<V, Rows>();
  TilePlace at{part.row_begin, part.block_begin, 0, args.inner, nullptr};
  while (at.block + kWide <= part.block_end) {
    tile<V, Rows, kWide, true>(args, at);
    at.block += kWide;
  }
  if constexpr (kWide >= 4) {
    if (at.block + 2 <= part.block_end) {
      tile<V, Rows, 2, true>(args, at);
      at.block += 2;
    }
  }
  if constexpr (kWide >= 2) {
    if (at.block < part.block_end) tile<V, Rows, 1, true>(args, at);
  }
}

template <class V, int Blocks, bool Prefetch>
void row_tile(const LinearArgs& args, const TilePlace& at, int64_t rows) {
  switch (rows) {
    case 1: return tile<V, 1, Blocks, Prefetch>(args, at);
    case 2: return tile<V, 2, Blocks, Prefetch>(args, at);
    case 3: return tile<V, 3, Blocks, Prefetch>(args, at);
    case 4: return tile<V, 4, Blocks, Prefetch>(args, at);
    case 5: return tile<V, 5, Blocks, Prefetch>(args, at);
    default: return tile<V, 6, Blocks, Prefetch>(args, at);
  }
}

// Many rows of `Blocks` columns: runs of k outside, balanced row tiles inside (7 rows are 4 + 3, not 6 + 1). The first
// tile brings the weights of the run into the cache, the others find them there.
template <class V, int Blocks>
void many_rows(const LinearArgs& args, int64_t row_begin, int64_t row_end, int64_t block) {
  alignas(64) float partial[kMostRows * Blocks * 16];
  const int64_t rows = row_end - row_begin;
  const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
  for (int64_t k = 0; k < args.inner; k += kRun) {
    const int64_t k_end = k + kRun < args.inner ? k + kRun : args.inner;
    for (int64_t i = 0; i < tiles; i++) {
      const int64_t first = i * rows / tiles;
      const int64_t last = (i + 1) * rows / tiles;
      const TilePlace at{row_begin + first, block, k, k_end, partial + first * Blocks * 16};
      if (i == 0) {
        row_tile<V, Blocks, true>(args, at, last - first);
      } else {
        row_tile<V, Blocks, false>(args, at, last - first);
      }
    }
  }
}

template <class V>
void linear(const LinearArgs& args, const LinearPart& part) {
  switch (part.row_end - part.row_begin) {
    case 1: return few_rows<V, 1>(args, part);
    case 2: return few_rows<V, 2>(args, part);
    case 3: return few_rows<V, 3>(args, part);
    case 4: return few_rows<V, 4>(args, part);
    case 5: return few_rows<V, 5>(args, part);
    case 6: return few_rows<V, 6>(args, part);
    default: break;
  }
  constexpr int kWide = tile_blocks<V, kTileRows>();
  for (int64_t row = part.row_begin; row < part.row_end; row += kMostRows) {
    const int64_t row_end = row + kMostRows < part.row_end ? row + kMostRows : part.row_end;
    int64_t block = part.block_begin;
    for (; block + kWide <= part.block_end; block += kWide) many_rows<V, kWide>(args, row, row_end, block);
    if constexpr (kWide == 4) {
      if (block + 2 <= part.block_end) {
        many_rows<V, 2>(args, row, row_end, block);
        block += 2;
      }
      if (block < part.block_end) many_rows<V, 1>(args, row, row_end, block);
    }
  }
}

}  // namespace infbench::vector
