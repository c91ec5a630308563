// Filling goes by strips of 16 rows, which are the blocks of packed weights: the unit of parallel work. A strip may
// span parts (projections whose rows are no multiple of 16), so it is filled part by part, a range of lanes each. Strips
// of floats are filled in place; others in a block of the thread's own, from which they are packed.
#include "weights.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

#include "../../kernels/linear/packed.h"
#include "file_map.h"
#include "random.h"

namespace infbench {

namespace {

using Long = long long;
using Files = std::map<std::string, std::unique_ptr<FileMap>>;

constexpr int64_t kStrip = 16;

// Where element (row, col) of a strip goes: packed [cols][16], plain [16][cols].
struct Strip {
  float* data;
  int64_t lane_stride, col_stride;
};

struct Rows {
  const WeightPart& part;
  int64_t cols;
  int64_t first;  // row of the part
  int64_t lane;   // lane of the strip it goes to
  int64_t count;
};

void fill_random(const Strip& to, const Rows& rows) {
  for (int64_t i = 0; i < rows.count; i++) {
    const int64_t start = (rows.first + i) * rows.cols;
    float* out = to.data + (rows.lane + i) * to.lane_stride;
    for (int64_t col = 0; col < rows.cols; col++) {
      const uint64_t element = static_cast<uint64_t>(start + col);
      const uint32_t key = random_key(rows.part.seed, static_cast<uint32_t>(element >> 32));
      out[col * to.col_stride] = rows.part.scale * random_unit(key, static_cast<uint32_t>(element));
    }
  }
}

// A whole packed strip of one part below 2^32 elements: 16 independent counters a step, which vectorise.
void fill_random_block(float* out, const Rows& rows) {
  const uint32_t key = random_key(rows.part.seed, 0);
  uint32_t counters[kStrip];
  for (int64_t i = 0; i < kStrip; i++) counters[i] = static_cast<uint32_t>((rows.first + i) * rows.cols);
  for (int64_t col = 0; col < rows.cols; col++, out += kStrip) {
    for (int i = 0; i < kStrip; i++) {
      out[i] = rows.part.scale * random_unit(key, counters[i] + static_cast<uint32_t>(col));
    }
  }
}

// Unaligned little-endian float32: files promise no alignment.
void copy_values(const Strip& to, const Rows& rows, const uint8_t* from) {
  const uint8_t* sources[kStrip];
  for (int64_t i = 0; i < rows.count; i++) sources[i] = from + (rows.first + i) * rows.cols * 4;
  for (int64_t col = 0; col < rows.cols; col++) {
    for (int64_t i = 0; i < rows.count; i++) {
      std::memcpy(to.data + (rows.lane + i) * to.lane_stride + col * to.col_stride, sources[i] + col * 4, 4);
    }
  }
}

void fill(const Strip& to, const Rows& rows, bool packed, const Files& files) {
  const WeightPart& part = rows.part;
  switch (part.kind) {
    case SourceKind::random:
      if (packed && rows.count == kStrip && (rows.first + kStrip) * rows.cols < (int64_t{1} << 32)) {
        return fill_random_block(to.data, rows);
      }
      return fill_random(to, rows);
    case SourceKind::constant:
      for (int64_t i = 0; i < rows.count; i++) {
        for (int64_t c = 0; c < rows.cols; c++) {
          to.data[(rows.lane + i) * to.lane_stride + c * to.col_stride] = part.value;
        }
      }
      return;
    case SourceKind::values: return copy_values(to, rows, reinterpret_cast<const uint8_t*>(part.values));
    case SourceKind::file: return copy_values(to, rows, files.at(part.path)->data() + part.offset_bytes);
  }
}

// Rows [first, end) of the weight, all of one strip.
void fill_rows(const Weight& weight, const Strip& to, int64_t first, int64_t end, const Files& files) {
  int64_t part_start = 0;
  for (const WeightPart& part : weight.parts) {
    const int64_t from = part_start > first ? part_start : first;
    const int64_t to_row = part_start + part.rows < end ? part_start + part.rows : end;
    if (from < to_row) {
      fill(to, {part, weight.cols, from - part_start, from - first, to_row - from}, weight.packed, files);
    }
    part_start += part.rows;
  }
}

void fill_strip(const Weight& weight, uint8_t* base, int64_t strip, float* block, const Files& files) {
  const int64_t first = strip * kStrip;
  const int64_t end = first + kStrip < weight.rows ? first + kStrip : weight.rows;
  if (!weight.packed) {
    return fill_rows(weight, {reinterpret_cast<float*>(base) + first * weight.cols, weight.cols, 1}, first, end, files);
  }
  uint8_t* const packed = base + static_cast<size_t>(strip) * packed_block_bytes(weight.format, weight.cols);
  const bool in_place = weight.format == WeightFormat::f32;
  float* const floats = in_place ? reinterpret_cast<float*>(packed) : block;
  if (!in_place && end - first < kStrip) std::fill_n(block, weight.cols * kStrip, 0.0f);
  fill_rows(weight, {floats, 1, kStrip}, first, end, files);
  if (!in_place) pack_block(weight.format, block, weight.cols, packed);
}

// A block of floats for each thread, as large as the widest packed weight needs.
struct Blocks {
  Region region;
  int64_t floats = 0;

  Status map(const std::vector<Weight>& weights, int threads) {
    for (const Weight& weight : weights) {
      if (weight.packed && weight.format != WeightFormat::f32) floats = std::max(floats, weight.cols * kStrip);
    }
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
  if (weight.packed) return packed_bytes(weight.format, weight.rows, weight.cols);
  return static_cast<size_t>(weight.rows * weight.cols) * sizeof(float);
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
