// The addon: `{Wire}`, a class per environment (main thread, each worker). There are no globals, so environments never meet.
#include <napi.h>

#include "wire.h"

// The macro needs a name at file scope.
static Napi::Object start_addon(Napi::Env env, Napi::Object exports) {
  exports["Wire"] = infbench::wire::Wire::define(env);
  return exports;
}

NODE_API_MODULE(infbench_wire, start_addon)
