#include "fill.h"

#include <cstring>

#include "random.h"

namespace infbench {

namespace {

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

// scale * integer + min; for a weight with minima the three as they are.
void fill_affine(const Strip& to, const Rows& rows) {
  const WeightPart& part = rows.part;
  const int64_t groups = affine_groups(rows.cols);
  for (int64_t i = 0; i < rows.count; i++) {
    const int64_t row = rows.first + i, lane = rows.lane + i;
    const float* const scales = part.scales + row * groups;
    const float* const minima = part.minima + row * groups;
    for (int64_t c = 0; c < rows.cols; c++) {
      const float integer = part.integers[row * rows.cols + c];
      to.data[lane * to.lane_stride + c * to.col_stride] =
          to.affine != nullptr ? integer : scales[c / kQ8Group] * integer + minima[c / kQ8Group];
    }
    if (to.affine == nullptr) continue;
    to.affine->given |= 1u << lane;
    for (int64_t g = 0; g < groups; g++) {
      to.affine->scales[g * kStrip + lane] = scales[g];
      to.affine->minima[g * kStrip + lane] = minima[g];
    }
  }
}

void fill(const Strip& to, const Rows& rows, const Files& files) {
  const WeightPart& part = rows.part;
  switch (part.kind) {
    case SourceKind::random:
      if (to.lane_stride == 1 && rows.count == kStrip && (rows.first + kStrip) * rows.cols < (int64_t{1} << 32)) {
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
    case SourceKind::affine: return fill_affine(to, rows);
    case SourceKind::file: return copy_values(to, rows, files.at(part.path)->data() + part.offset_bytes);
  }
}

}  // namespace

void fill_rows(const Weight& weight, const Strip& to, int64_t first, int64_t end, const Files& files) {
  int64_t part_start = 0;
  for (const WeightPart& part : weight.parts) {
    const int64_t from = part_start > first ? part_start : first;
    const int64_t to_row = part_start + part.rows < end ? part_start + part.rows : end;
    if (from < to_row) {
      fill(to, {part, weight.cols, from - part_start, from - first, to_row - from}, files);
    }
    part_start += part.rows;
  }
}

}  // namespace infbench
