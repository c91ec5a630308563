// Where the keys and values of a split lie, in the order in which memory is read: the groups of 16 keys that the task
// sees, the same groups of values, then the first keys of the next split.
//
// Pages are runs of a few KiB, too short for the hardware's streams to get going, so the first tile of a split fetches
// the group kAhead places further on in this list while it works on one. Into the second level: the first has too few
// places for misses to keep memory busy.
#pragma once

#include "../attention.h"

namespace infbench::vector {

constexpr int64_t kGroups = kAttentionSplit / kKvGroup;
constexpr int64_t kAhead = 16;

struct Split {
  int64_t first;       // its first key in the sequence, a multiple of kAttentionSplit
  int64_t begin, end;  // groups of it that the task sees
  const uint8_t* chunks[2 * kGroups + kAhead];

  const uint8_t* const* keys(int64_t group) const { return chunks + (group - begin); }
  const uint8_t* const* values(int64_t group) const { return chunks + (end - begin) + (group - begin); }
};

// Keys [begin, end) of a sequence as its task sees them.
struct KeyRange {
  int64_t begin, end;
};

static inline Split locate(const AttentionArgs& args, const AttentionTask& task, int64_t first, KeyRange seen) {
  const KvShape& shape = args.shape;
  const uint8_t* const layer = static_cast<const uint8_t*>(args.layer);
  const int64_t left = seen.end - first;
  Split split;
  split.first = first;
  split.begin = seen.begin > first ? (seen.begin - first) / kKvGroup : 0;
  split.end = left < kAttentionSplit ? (left + kKvGroup - 1) / kKvGroup : kGroups;
  const int64_t groups = split.end - split.begin;
  for (int64_t i = 0; i < groups; i++) {
    const int64_t key = first + (split.begin + i) * kKvGroup;
    const int64_t page = task.pages[key / shape.block_tokens], place = key % shape.block_tokens;
    split.chunks[i] = layer + shape.key_group(page, task.kv_head, place);
    split.chunks[groups + i] = layer + shape.value_group(page, task.kv_head, place);
  }
  for (int64_t i = 0; i < kAhead; i++) {
    const int64_t key = first + (kGroups + i) * kKvGroup;
    if (key >= seen.end) {
      split.chunks[2 * groups + i] = split.chunks[2 * groups - 1];
      continue;
    }
    const int64_t page = task.pages[key / shape.block_tokens];
    split.chunks[2 * groups + i] = layer + shape.key_group(page, task.kv_head, key % shape.block_tokens);
  }
  return split;
}

}  // namespace infbench::vector
