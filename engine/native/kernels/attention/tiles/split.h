// Where the keys and values of a split lie, in the order in which memory is read: the groups of 16 keys that the task
// sees, the same groups of values, then the first keys of the next split, or of the next head where that follows.
//
// The first tile of a split fetches the group `ahead` places further on in this list, line after line, while it
// works on one: pages of a sequence need not follow one another, and hardware alone does not fetch across the gaps. Into
// the second level where the first has too few places for misses to keep memory busy (cpu/first_level.h).
#pragma once

#include "../../cpu/first_level.h"
#include "../attention.h"

namespace infbench::vector {

constexpr int64_t kGroups = kAttentionSplit / kKvGroup;
constexpr int64_t kMostAhead = 16;
// A little more than one core has places for misses; fetches beyond those are dropped. Into the first level, which must
// hold it beside what is in use, half as much.
constexpr int64_t kAheadBytes = 16 << 10, kAheadBytesFirst = 8 << 10;

struct Split {
  int64_t first;       // its first key in the sequence, a multiple of kAttentionSplit
  int64_t begin, end;  // groups of it that the task sees
  int64_t ahead;       // groups, at most kMostAhead
  bool first_level;    // where what is ahead is brought to
  const uint8_t* chunks[2 * kGroups + kMostAhead];

  const uint8_t* const* keys(int64_t group) const { return chunks + (group - begin); }
  const uint8_t* const* values(int64_t group) const { return chunks + (end - begin) + (group - begin); }
};

template <class V>
INFBENCH_INLINE void fetch_line(const Split& split, const void* at) {
  split.first_level ? V::prefetch_first(at) : V::prefetch_second(at);
}

// Fetches `Lines` lines at `next` and steps over them: one stream, in the order of memory.
template <class V, int Lines>
INFBENCH_INLINE void fetch_lines(const Split& split, const uint8_t*& next) {
#pragma GCC unroll 8
  for (int i = 0; i < Lines; i++) fetch_line<V>(split, next + i * kKvLine);
  next += Lines * kKvLine;
}

// Keys [begin, end) of a sequence as its task sees them.
struct KeyRange {
  int64_t begin, end;
};

// Places of one KV head. What kv_layout.h computes from the shape anew is kept, and nothing is divided. Inline by force: the
// files of several instruction sets include it, and none may be left with another's copy.
class HeadPlaces {
 public:
  HeadPlaces(const AttentionArgs& args, const AttentionTask& task)
      : shape_(args.shape), pages_(task.pages), layer_(static_cast<const uint8_t*>(args.layer)), head_(task.kv_head),
        next_follows_(task.next_follows), first_level_(fetches_into_first_level()), page_groups_(shape_.page_groups()), page_bytes_(shape_.page_bytes()), head_bytes_(shape_.head_bytes()),
        key_bytes_(shape_.key_group_bytes()), value_bytes_(shape_.value_group_bytes()) {}

  bool next_follows() const { return next_follows_; }
  bool first_level() const { return first_level_; }
  int64_t ahead() const {
    const int64_t groups = (first_level_ ? kAheadBytesFirst : kAheadBytes) / key_bytes_ + 1;
    return groups < kMostAhead ? groups : kMostAhead;
  }

  // Groups [begin, end) of a sequence, in order: where their keys and values are, of this head or one `further` on.
  // `values` may be null.
  __attribute__((always_inline)) void list(int64_t begin, int64_t end, const uint8_t** keys, const uint8_t** values, int64_t further = 0) const {
    const int32_t* page = pages_ + begin / page_groups_;
    for (int64_t i = begin, in_page = begin % page_groups_; i < end; page++, in_page = 0) {
      const int64_t run = shape_.run_of(*page), length = shape_.run_length(*page);
      const uint8_t* const first = layer_ + run * page_bytes_ + (head_ + further) * length * head_bytes_;
      const int64_t before = (*page - run) * page_groups_;
      for (; in_page < page_groups_ && i < end; in_page++, i++) {
        *keys++ = first + (before + in_page) * key_bytes_;
        if (values != nullptr) *values++ = first + length * page_groups_ * key_bytes_ + (before + in_page) * value_bytes_;
      }
    }
  }

 private:
  const KvShape& shape_;
  const int32_t* const pages_;
  const uint8_t* const layer_;
  const int64_t head_;
  const bool next_follows_, first_level_;
  const int64_t page_groups_, page_bytes_, head_bytes_, key_bytes_, value_bytes_;
};

static inline Split locate(const HeadPlaces& places, int64_t first, KeyRange seen) {
  const int64_t first_group = first / kKvGroup, all = (seen.end + kKvGroup - 1) / kKvGroup;
  const int64_t left = all - first_group;
  Split split;
  split.first = first;
  split.begin = seen.begin > first ? (seen.begin - first) / kKvGroup : 0;
  split.end = left < kGroups ? left : kGroups;
  split.ahead = places.ahead();
  split.first_level = places.first_level();
  const int64_t groups = split.end - split.begin;
  places.list(first_group + split.begin, first_group + split.end, split.chunks, split.chunks + groups);
  const int64_t more = left - kGroups < 0 ? 0 : left - kGroups < kMostAhead ? left - kGroups : kMostAhead;
  places.list(first_group + kGroups, first_group + kGroups + more, split.chunks + 2 * groups, nullptr);
  int64_t listed = more;
  if (places.next_follows()) {
    const int64_t begin = seen.begin / kKvGroup, room = kMostAhead - more;
    listed += all - begin < room ? all - begin : room;
    places.list(begin, begin + listed - more, split.chunks + 2 * groups + more, nullptr, 1);
  }
  for (int64_t i = listed; i < kMostAhead; i++) split.chunks[2 * groups + i] = split.chunks[2 * groups - 1];
  return split;
}

}  // namespace infbench::vector
