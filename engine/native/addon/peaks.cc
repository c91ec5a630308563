#include "peaks.h"

#include "../kernels/peak/measure/measure_peaks.h"
#include "environment.h"

namespace infbench {

Napi::Value measure_peaks_call(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Environment& environment = Environment::of(env);
  const int threads = info[0].IsNumber() ? info[0].As<Napi::Number>().Int32Value() : 0;
  const std::string name = info[1].IsString() ? info[1].As<Napi::String>().Utf8Value() : "";
  Isa isa = Isa::scalar;
  if (threads < 1) return environment.fail(env, Status::error("peaks: threads: expected a number of at least 1"));
  if (!parse_isa(name.c_str(), &isa) || !cpu_runs(isa)) {
    return environment.fail(env, Status::error(format("peaks: isa: this CPU does not run %s", name.c_str())));
  }
  const bool keep = info[2].IsBoolean() && info[2].As<Napi::Boolean>().Value();
  Region own;
  MachinePeaks peaks;
  const Status status = measure_peaks(threads, isa, keep ? environment.peaks_memory() : own, &peaks);
  if (!status.ok()) return environment.fail(env, status);
  constexpr const char* kNames[kPeakTypes] = {"f32", "bf16", "int8"};
  const auto rates = [&](const double* operations, double read) {
    Napi::Object out = Napi::Object::New(env);
    for (int type = 0; type < kPeakTypes; type++) {
      out[kNames[type]] = operations[type] > 0 ? Napi::Value(Napi::Number::New(env, operations[type])) : env.Null();
    }
    out["read"] = Napi::Number::New(env, read);
    return out;
  };
  Napi::Object out = rates(peaks.operations, peaks.read_bytes);
  out["sustained"] = rates(peaks.sustained_operations, peaks.sustained_read_bytes);
  return out;
}

}  // namespace infbench
