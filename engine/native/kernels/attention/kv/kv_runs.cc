#include "kv_runs.h"

#include <cstring>

namespace infbench {

namespace {

// int8 values are stored as bytes plus 128: the top bit of each turned over.
constexpr uint32_t kFlip = 0x80808080u;

// Neighbouring tokens of one group of one page: rows [row, row + count) from `place` on.
struct Run {
  int64_t row, count;
  int64_t page, place;
};

// Of no tokens at the end.
Run next_run(const KvWriteArgs& args, int64_t row, int64_t rows) {
  if (row >= rows) return {row, 0, 0, 0};
  const int64_t slot = args.slots[row];
  const int64_t left = kKvGroup - slot % kKvGroup;
  int64_t count = 1;
  while (count < left && row + count < rows && args.slots[row + count] == slot + count) count++;
  return {row, count, slot / args.shape.block_tokens, slot % args.shape.block_tokens};
}

uint32_t lane_of(const uint8_t* row, int64_t lane) {
  uint32_t bits;
  std::memcpy(&bits, row + lane * 4, sizeof bits);
  return bits;
}

// A line holds the same dimensions of 16 tokens. `flip`: what turns a converted lane into a stored one.
void store_keys(const OutRows& from, int64_t count, int64_t lines, uint32_t flip, uint8_t* group, int64_t first) {
  for (int64_t line = 0; line < lines; line++) {
    uint8_t* const to = group + line * kKvLine + first * 4;
    for (int64_t t = 0; t < count; t++) {
      const uint32_t bits = lane_of(static_cast<const uint8_t*>(from.row(t)), line) ^ flip;
      std::memcpy(to + t * 4, &bits, sizeof bits);
    }
  }
}

// The same dimension of `Packed` tokens side by side in one lane.
template <class Element>
void join_values(const Element* const* rows, int64_t dims, uint32_t flip, uint32_t* __restrict to) {
  const Element* const __restrict a = rows[0];
  const Element* const __restrict b = rows[1];
  if constexpr (sizeof(Element) == 2) {
    for (int64_t d = 0; d < dims; d++) to[d] = (a[d] | static_cast<uint32_t>(b[d]) << 16) ^ flip;
  } else {
    const Element* const __restrict c = rows[2];
    const Element* const __restrict e = rows[3];
    for (int64_t d = 0; d < dims; d++) {
      const uint32_t low = a[d] | static_cast<uint32_t>(b[d]) << 8;
      to[d] = (low | static_cast<uint32_t>(c[d]) << 16 | static_cast<uint32_t>(e[d]) << 24) ^ flip;
    }
  }
}

// Whole lanes where all their tokens are in the run, else one element.
template <class Element>
void store_values(const OutRows& from, int64_t count, const KvShape& shape, uint32_t flip, uint8_t* group,
                  int64_t first) {
  constexpr int64_t kPacked = 4 / sizeof(Element);
  const int64_t dims = shape.head_dim;
  Element* const values = reinterpret_cast<Element*>(group);
  for (int64_t t = 0; t < count;) {
    Element* const to = values + shape.value_element(first + t, 0);
    const Element* rows[kPacked];
    const bool whole = (first + t) % kPacked == 0 && t + kPacked <= count;
    for (int64_t i = 0; i < (whole ? kPacked : 1); i++) rows[i] = static_cast<const Element*>(from.row(t + i));
    if (whole) {
      join_values<Element>(rows, dims, flip, reinterpret_cast<uint32_t*>(to));
    } else {
      for (int64_t d = 0; d < dims; d++) to[d * kPacked] = static_cast<Element>(rows[0][d] ^ flip);
    }
    t += whole ? kPacked : 1;
  }
}

void store_scales(const OutRows& from, int64_t count, uint8_t* line, int64_t first) {
  float* const scales = reinterpret_cast<float*>(line);
  for (int64_t t = 0; t < count; t++) scales[first + t] = from.q8.cache_scale(from.row(t));
}

OutRows converted(const KvShape& shape, void* data) {
  if (shape.type == KvType::bf16) return OutRows::of(data, ActivationType::bf16, shape.head_dim);
  const Q8Shape q8 = Q8Shape::of_cache(shape.head_dim);
  return {data, q8.stride, ActivationType::q8, q8};
}

// Lines that a run will change come from memory meanwhile; each change of four bytes else waits for its own.
void fetch_run(const KvWriteArgs& args, const Run& run, int64_t head) {
  const KvShape& shape = args.shape;
  uint8_t* const layer = static_cast<uint8_t*>(args.layer);
  const uint8_t* const keys = layer + shape.key_group(run.page, head, run.place);
  const uint8_t* const values = layer + shape.value_group(run.page, head, run.place);
  const int64_t element = shape.element_bytes(), first = shape.value_element(run.place, 0) * element;
  const int64_t last = shape.value_element(run.place + run.count - 1, shape.value_dims() - 1) * element;
  for (int64_t at = 0; at < shape.key_group_bytes(); at += kKvLine) __builtin_prefetch(keys + at, 1);
  for (int64_t at = first / kKvLine * kKvLine; at <= last; at += kKvLine) __builtin_prefetch(values + at, 1);
}

void write_run(const KvWriteArgs& args, QuantizeFn convert, uint8_t* scratch, const Run& run, int64_t head) {
  const KvShape& shape = args.shape;
  uint8_t* const layer = static_cast<uint8_t*>(args.layer);
  uint8_t* const k_group = layer + shape.key_group(run.page, head, run.place);
  uint8_t* const v_group = layer + shape.value_group(run.page, head, run.place);
  const OutRows k = converted(shape, scratch);
  const OutRows v = converted(shape, scratch + kKvGroup * k.stride);
  const float* const x = args.x + run.row * args.stride + head * shape.head_dim;
  convert({x + args.k_offset, args.stride, shape.head_dim, k}, 0, run.count);
  convert({x + args.v_offset, args.stride, shape.head_dim, v}, 0, run.count);
  const int64_t first = run.place % kKvGroup;
  if (shape.type == KvType::bf16) {
    store_keys(k, run.count, shape.key_lines(), 0, k_group, first);
    return store_values<uint16_t>(v, run.count, shape, 0, v_group, first);
  }
  store_keys(k, run.count, shape.key_lines(), kFlip, k_group, first);
  store_values<uint8_t>(v, run.count, shape, kFlip, v_group, first);
  store_scales(k, run.count, k_group + shape.key_lines() * kKvLine, first);
  store_scales(v, run.count, v_group + shape.value_lines() * kKvLine, first);
}

}  // namespace

size_t kv_runs_scratch_bytes(const KvShape& shape) {
  return static_cast<size_t>(2 * kKvGroup * converted(shape, nullptr).stride);
}

void kv_write_runs(const KvWriteArgs& args, QuantizeFn convert, void* scratch, int64_t rows, int64_t head_begin,
                   int64_t head_end) {
  if (args.shape.type == KvType::f32) return kv_write(args, rows, head_begin, head_end);
  for (int64_t head = head_begin; head < head_end; head++) {
    Run next = next_run(args, 0, rows);
    while (next.count > 0) {
      const Run run = next;
      next = next_run(args, run.row + run.count, rows);
      if (next.count > 0) fetch_run(args, next, head);
      write_run(args, convert, static_cast<uint8_t*>(scratch), run, head);
    }
  }
}

}  // namespace infbench
