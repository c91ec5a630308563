// The seam: JavaScript values in, calls out, errors back. No arithmetic. Meaning is checked by
// engine/backends/native.ts, what would crash by plan/.
#include <napi.h>

#include "../kernels/isa.h"
#include "environment.h"
#include "model.h"
#include "peaks.h"
#include "read_plan.h"

namespace infbench {

namespace {

// isas(): names of the instruction sets this CPU runs, best first.
Napi::Value isas(const Napi::CallbackInfo& info) {
  Napi::Array names = Napi::Array::New(info.Env());
  for (const Isa isa : kIsasBestFirst) {
    if (cpu_runs(isa)) names.Set(names.Length(), Napi::String::New(info.Env(), isa_name(isa)));
  }
  return names;
}

// useErrorClass(class): errors are made as `new class(message)` from now on.
Napi::Value use_error_class(const Napi::CallbackInfo& info) {
  if (info[0].IsFunction()) Environment::of(info.Env()).use_error_class(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

// open(plan, options): NativeModel.
Napi::Value open(const Napi::CallbackInfo& info) {
  Environment& environment = Environment::of(info.Env());
  Plan plan;
  OpenOptions options;
  Status status = read_plan(info[0], &plan);
  if (status.ok()) status = read_options(info[1], &options);
  std::unique_ptr<Executor> executor;
  if (status.ok()) status = Executor::open(std::move(plan), options, &executor);
  if (!status.ok()) return environment.fail(info.Env(), status);
  const Napi::Object object = environment.model_class().New({});
  Model::Unwrap(object)->adopt(std::move(executor));
  return object;
}

Napi::Object start(Napi::Env env, Napi::Object exports) {
  Environment::create(env);
  Environment::of(env).use_model_class(Model::define(env));
  exports["isas"] = Napi::Function::New<isas>(env, "isas");
  exports["useErrorClass"] = Napi::Function::New<use_error_class>(env, "useErrorClass");
  exports["open"] = Napi::Function::New<open>(env, "open");
  exports["measurePeaks"] = Napi::Function::New<measure_peaks_call>(env, "measurePeaks");
  return exports;
}

}  // namespace

}  // namespace infbench

// The macro needs a name at file scope.
static Napi::Object start_addon(Napi::Env env, Napi::Object exports) { return infbench::start(env, exports); }

NODE_API_MODULE(infbench_native, start_addon)
