#include "environment.h"

#include "model.h"

namespace infbench {

void Environment::create(Napi::Env env) {
  Environment* const environment = new Environment();
  env.SetInstanceData(environment);
  // Runs before the objects of the environment are finalised, while no JavaScript can run any more.
  env.AddCleanupHook([environment] { environment->close_all(); });
}

void Environment::close_all() {
  for (Model* model : *models_) model->close();
}

Napi::Value Environment::fail(Napi::Env env, const Status& status) const {
  if (error_class_.IsEmpty()) {
    Napi::Error::New(env, status.message()).ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const Napi::Value error = error_class_.New({Napi::String::New(env, status.message())});
  if (!env.IsExceptionPending()) napi_throw(env, error);
  return env.Undefined();
}

}  // namespace infbench
