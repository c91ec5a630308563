// The addon: `{Wire, Relay, trimMemory}`, classes per environment (main thread, each worker). There are no globals, so environments
// never meet.
#include <malloc.h>
#include <napi.h>

#include "relay_seam.h"
#include "wire.h"

// trimMemory(): gives the system back what malloc holds of memory that was freed. It keeps the end of each heap by itself, and all
// of it between two blocks that live.
static Napi::Value trim_memory(const Napi::CallbackInfo& info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return info.Env().Undefined();
}

// The macro needs a name at file scope.
static Napi::Object start_addon(Napi::Env env, Napi::Object exports) {
  exports["Wire"] = infbench::wire::Wire::define(env);
  exports["Relay"] = infbench::wire::Relay::define(env);
  exports["trimMemory"] = Napi::Function::New<trim_memory>(env, "trimMemory");
  return exports;
}

NODE_API_MODULE(infbench_wire, start_addon)
