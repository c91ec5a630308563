// How keys and values of one layer lie in the pages of the KV pool: what kv_write fills and attention reads.
//
// A page holds `block_tokens` tokens (a multiple of 16) of every KV head. Pages with consecutive numbers lie in runs of
// `run_pages` (the last run of the pool may be shorter): per head first all keys of the run, then all values. So keys of a
// sequence whose pages follow one another are one stream of many KiB, which the hardware fetches ahead, and small pages
// are read as fast as large ones. Both lie in groups of 16 tokens, which look the same wherever they are. Every group is
// made of 64-byte lines, a vector register each; `packed` neighbours share a 32-bit lane: 1 f32, 2 bf16, 4 int8.
//   keys    [head_dim / packed][16 tokens][packed]          a line: some dimensions of 16 tokens; missing dimensions are 0
//   values  [16 / packed][head_dim up to 16][packed tokens] a line: 16 dimensions of some tokens
// int8 ends each group with a line of 16 float scales, one per token: value = (byte - 128) * scale. Bytes are unsigned,
// as the dot product instructions want one factor.
// Tokens not yet written, and dimensions of values past head_dim, hold anything.
#pragma once

#include <cstdint>

#include "../../number_type.h"

namespace infbench {

constexpr int64_t kKvGroup = 16;
constexpr int64_t kKvLine = 64;
// Tokens in a run of pages: a head's keys then are 32 KiB in a row (64 dimensions, bf16), enough for the hardware to fetch
// ahead, and a short sequence still lies together with all its heads.
constexpr int64_t kKvRunTokens = 256;
// What a stored int8 of 0 is as a byte.
constexpr int32_t kKvZero = 128;

struct KvShape {
  KvType type;
  int64_t kv_heads, head_dim, block_tokens;
  int64_t run_pages = 1;       // a power of two
  int64_t pages = INT64_MAX;   // of the pool

  // The shape of a pool of `pages` pages: runs of kKvRunTokens tokens.
  static KvShape of_pool(KvType type, int64_t kv_heads, int64_t head_dim, int64_t block_tokens, int64_t pages) {
    KvShape shape{type, kv_heads, head_dim, block_tokens, 1, pages};
    while (2 * shape.run_pages * block_tokens <= kKvRunTokens) shape.run_pages *= 2;
    return shape;
  }

  int64_t packed() const { return type == KvType::f32 ? 1 : type == KvType::bf16 ? 2 : 4; }
  int64_t element_bytes() const { return 4 / packed(); }
  int64_t value_dims() const { return (head_dim + 15) / 16 * 16; }
  int64_t key_lines() const { return (head_dim + packed() - 1) / packed(); }
  int64_t value_lines() const { return value_dims() / packed(); }

  // Bytes of a group of 16 tokens of one head.
  int64_t key_group_bytes() const { return (key_lines() + (type == KvType::int8)) * kKvLine; }
  int64_t value_group_bytes() const { return (value_lines() + (type == KvType::int8)) * kKvLine; }
  int64_t page_groups() const { return block_tokens / kKvGroup; }
  int64_t head_bytes() const { return page_groups() * (key_group_bytes() + value_group_bytes()); }
  // Keys and values of one page of one layer.
  int64_t page_bytes() const { return kv_heads * head_bytes(); }

  // Bytes from the start of the layer to the group of token `place` of a page.
  int64_t key_group(int64_t page, int64_t head, int64_t place) const {
    return run_of(page) * page_bytes() + head * run_length(page) * head_bytes() + nth(page, place) * key_group_bytes();
  }
  int64_t value_group(int64_t page, int64_t head, int64_t place) const {
    return run_of(page) * page_bytes() + head * run_length(page) * head_bytes() +
           run_length(page) * page_groups() * key_group_bytes() + nth(page, place) * value_group_bytes();
  }
  // First page and number of pages of the run of a page, and the number of a group in its run.
  int64_t run_of(int64_t page) const { return page & -run_pages; }
  int64_t run_length(int64_t page) const {
    const int64_t left = pages - run_of(page);
    return left < run_pages ? left : run_pages;
  }
  int64_t nth(int64_t page, int64_t place) const { return (page - run_of(page)) * page_groups() + place / kKvGroup; }

  // Elements from the start of its group.
  int64_t key_element(int64_t place, int64_t dim) const {
    return (dim / packed() * kKvGroup + place % kKvGroup) * packed() + dim % packed();
  }
  int64_t value_element(int64_t place, int64_t dim) const {
    return (place % kKvGroup / packed() * value_dims() + dim) * packed() + place % packed();
  }
};

}  // namespace infbench
