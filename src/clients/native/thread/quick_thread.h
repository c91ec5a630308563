// A thread whose work is short and urgent.
#pragma once

namespace infbench::wire {

// Asks the kernel to let the calling thread run as soon as it is woken, and to wake it on time. What it refuses is gone without.
void be_quick();

}  // namespace infbench::wire
