// The peaks of the machine as it is: all threads at once, each on its own data.
//
// Whatever else runs can only slow a window down, so the best of many short windows is taken. One of arithmetic is two
// milliseconds, short beside the turns of other programs, so that some are undisturbed.
// Memory is read from more than any cache holds, on huge pages, in the number of streams that suits the machine best.
// Virtual machines share cores and memory with others, and both move within seconds: beside the fastest window or pass,
// what was sustained over all of them is what work of that time can be held against.
// Takes one to two seconds.
#pragma once

#include "../../../plan/load/memory.h"
#include "../../../plan/status.h"
#include "../peak.h"

namespace infbench {

// Per second, of all threads together; 0 where the level has no instruction for the type.
struct MachinePeaks {
  double operations[kPeakTypes] = {};
  double sustained_operations[kPeakTypes] = {};
  double read_bytes = 0;
  double sustained_read_bytes = 0;
};

// Fails when there is no memory to read, or the system refuses the threads. `memory` is what reading reads: mapped here when
// it is empty, and left for the next time, for whoever measures something right afterwards: a virtual machine gives hundreds
// of freed megabytes back to its host for a second or so, and takes a tenth of both cores for it.
Status measure_peaks(int threads, Isa level, Region& memory, MachinePeaks* out);

}  // namespace infbench
