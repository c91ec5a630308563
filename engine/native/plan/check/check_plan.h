#pragma once

#include "../plan.h"
#include "../status.h"

namespace infbench {

// Every shape and index of the plan that a kernel relies on, and the options' ranges. What passes cannot make a kernel
// leave its buffers.
Status check_plan(const Plan& plan, const OpenOptions& options);

}  // namespace infbench
