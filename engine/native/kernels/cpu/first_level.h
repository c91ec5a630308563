// The first-level data cache of a core, by what the CPU says of itself.
#pragma once

#include <cstdint>

namespace infbench {

// Bytes of it; 0 where the CPU does not say.
int64_t first_level_bytes();

// Bytes of a cache by the words EBX and ECX of CPUID's leaves that list caches.
int64_t cache_bytes(unsigned b, unsigned c);

// Whether what is fetched by instruction is better brought into the first level than into the second. Cores whose first
// level holds 48 KiB and more have places for many misses there; with 32 KiB such fetches made a kernel slower, and they
// push out what is in use (engine/SPEED.md, attempts 24 and 69).
bool fetches_into_first_level();

}  // namespace infbench
