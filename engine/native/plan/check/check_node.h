#pragma once

#include "../plan.h"
#include "../status.h"

namespace infbench {

// One node of the plan: number and kinds of its inputs, shapes, types, column ranges.
Status check_node(const Plan& plan, const Node& node);

}  // namespace infbench
