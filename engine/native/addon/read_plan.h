#pragma once

#include <napi.h>

#include "../plan/plan.h"
#include "../plan/status.h"

namespace infbench {

// Unpack the objects of engine/backends/plan.ts and backend.ts. A missing or mistyped field is an error that names it.
Status read_plan(const Napi::Value& value, Plan* out);
Status read_options(const Napi::Value& value, OpenOptions* out);

}  // namespace infbench
