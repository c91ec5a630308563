// Filling goes by strips of 16 rows, which are the blocks of packed weights: the unit of parallel work. A strip may
// span parts (projections whose rows are no multiple of 16), so it is filled part by part, a range of lanes each. Strips
// of floats are filled in place; others in a block of the thread's own, from which they are packed.
#include "weights.h"

#include <algorithm>

#include "../../kernels/linear/packed.h"
#include "fill.h"

namespace infbench {

namespace {

using Long = long long;

// Floats that packing a strip needs: the strip, and scales and minima where it has any.
int64_t block_floats(const Weight& weight) {
  if (!weight.packed || weight.unpacked || weight.format == WeightFormat::f32) return 0;
  return kStrip * (weight.cols + (weight.minima ? 2 * affine_groups(weight.cols) : 0));
}

void fill_affine_strip(const Weight& weight, uint8_t* base, int64_t strip, float* block, const Files& files) {
  const int64_t first = strip * kStrip, groups = affine_groups(weight.cols);
  const int64_t end = first + kStrip < weight.rows ? first + kStrip : weight.rows;
  float* const scales = block + weight.cols * kStrip;
  AffineBlock affine{block, scales, scales + groups * kStrip, 0};
  if (end - first < kStrip) std::fill_n(block, weight.cols * kStrip, 0.0f);
  fill_rows(weight, {block, 1, kStrip, &affine}, first, end, files);
  float* const middles = reinterpret_cast<float*>(base + middles_at(weight.rows, weight.cols));
  pack_affine_block(affine, weight.cols,
                    base + static_cast<size_t>(strip) * packed_block_bytes(weight.format, weight.cols),
                    middles + first * groups);
}

void fill_strip(const Weight& weight, uint8_t* base, int64_t strip, float* block, const Files& files) {
  const int64_t first = strip * kStrip;
  const int64_t end = first + kStrip < weight.rows ? first + kStrip : weight.rows;
  if (!weight.packed || weight.unpacked) {
    float* const rows = reinterpret_cast<float*>(base) + first * weight.cols;
    return fill_rows(weight, {rows, weight.cols, 1, nullptr}, first, end, files);
  }
  if (weight.minima) return fill_affine_strip(weight, base, strip, block, files);
  uint8_t* const packed = base + static_cast<size_t>(strip) * packed_block_bytes(weight.format, weight.cols);
  const bool in_place = weight.format == WeightFormat::f32;
  float* const floats = in_place ? reinterpret_cast<float*>(packed) : block;
  if (!in_place && end - first < kStrip) std::fill_n(block, weight.cols * kStrip, 0.0f);
  fill_rows(weight, {floats, 1, kStrip, nullptr}, first, end, files);
  if (!in_place) pack_block(weight.format, block, weight.cols, packed);
}

// Rows of floats as the block that packing takes.
void gather_strip(const float* rows, int64_t count, int64_t cols, float* block) {
  if (count < kStrip) std::fill_n(block, cols * kStrip, 0.0f);
  for (int64_t lane = 0; lane < count; lane++) {
    for (int64_t col = 0; col < cols; col++) block[col * kStrip + lane] = rows[lane * cols + col];
  }
}

// A block of floats for each thread, as large as the widest packed weight needs.
struct Blocks {
  Region region;
  int64_t floats = 0;

  Status map(const std::vector<Weight>& weights, int threads) {
    for (const Weight& weight : weights) floats = std::max(floats, block_floats(weight));
    return region.map(static_cast<size_t>(floats * threads) * sizeof(float), "packing weights");
  }
  float* of(int worker) const {
    return floats == 0 ? nullptr : region.floats(static_cast<size_t>(floats * worker) * sizeof(float));
  }
};

Status open_files(const std::vector<Weight>& weights, Files& files) {
  for (const Weight& weight : weights) {
    for (const WeightPart& part : weight.parts) {
      if (part.kind != SourceKind::file) continue;
      std::unique_ptr<FileMap>& file = files[part.path];
      if (file == nullptr) {
        file = std::make_unique<FileMap>();
        const Status status = file->open(part.path);
        if (!status.ok()) return status;
      }
      const int64_t need = part.rows * weight.cols * 4;
      const int64_t have = static_cast<int64_t>(file->bytes());
      if (part.offset_bytes < 0 || part.offset_bytes > have || have - part.offset_bytes < need) {
        return Status::error(format("%s: weight %s: expected %lld bytes at offset %lld, got a file of %lld bytes",
                                    part.path.c_str(), weight.name.c_str(), Long(need), Long(part.offset_bytes),
                                    Long(have)));
      }
    }
  }
  return {};
}

}  // namespace

size_t weight_bytes(const Weight& weight) {
  if (weight.minima) return affine_bytes(weight.rows, weight.cols);
  if (weight.packed && !weight.unpacked) return packed_bytes(weight.format, weight.rows, weight.cols);
  return static_cast<size_t>(weight.rows * weight.cols) * sizeof(float);
}

Status Weights::map_packing(const std::vector<Weight>& weights, int threads) {
  size_t packed = 0, strip = 0;
  for (const Weight& weight : weights) {
    if (!weight.unpacked) continue;
    packed = std::max(packed, packed_bytes(weight.format, weight.rows, weight.cols));
    strip = std::max(strip, static_cast<size_t>(weight.cols * kStrip) * sizeof(float));
  }
  if (packed == 0) return {};
  Layout layout;
  layout.take(packed);
  strips_at_ = layout.bytes();
  strip_bytes_ = round_up(strip, kCacheLine);
  return packing_.map(strips_at_ + strip_bytes_ * static_cast<size_t>(threads), "packing weights in every step");
}

const void* Weights::pack(int64_t index, const Weight& weight, Pool& pool) {
  const float* const rows = floats(index);
  pool.run((weight.rows + kStrip - 1) / kStrip, [&](int64_t strip, int worker) {
    const int64_t first = strip * kStrip, count = std::min(kStrip, weight.rows - first);
    float* const block = packing_.floats(strips_at_ + strip_bytes_ * static_cast<size_t>(worker));
    gather_strip(rows + first * weight.cols, count, weight.cols, block);
    pack_block(weight.format, block, weight.cols,
               packing_.data() + static_cast<size_t>(strip) * packed_block_bytes(weight.format, weight.cols));
  });
  return packing_.data();
}

Status Weights::load(const std::vector<Weight>& weights, Pool& pool) {
  Files files;
  const Status opened = open_files(weights, files);
  if (!opened.ok()) return opened;
  Layout layout;
  offsets_.clear();
  for (const Weight& weight : weights) offsets_.push_back(layout.take(weight_bytes(weight)));
  const Status mapped = region_.map(layout.bytes(), "weights");
  if (!mapped.ok()) return mapped;
  const Status room = map_packing(weights, pool.threads());
  if (!room.ok()) return room;
  Blocks blocks;
  const Status packing = blocks.map(weights, pool.threads());
  if (!packing.ok()) return packing;
  for (size_t i = 0; i < weights.size(); i++) {
    const Weight& weight = weights[i];
    uint8_t* const base = region_.data() + offsets_[i];
    pool.run((weight.rows + kStrip - 1) / kStrip, [&](int64_t strip, int worker) {
      fill_strip(weight, base, strip, blocks.of(worker), files);
    });
  }
  return {};
}

}  // namespace infbench
