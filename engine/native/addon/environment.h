// What the addon keeps per JavaScript environment (main thread, each worker): the error class and the open models.
// There are no globals, so environments never meet; when one ends, its models are closed.
#pragma once

#include <napi.h>

#include <memory>
#include <set>

#include "../plan/load/memory.h"
#include "../plan/status.h"

namespace infbench {

class Model;

// The open models of an environment. Shared with the models, which outlive the environment's data in some orders of
// teardown.
using OpenModels = std::set<Model*>;

class Environment {
 public:
  // Creates it as the instance data of `env`; a cleanup hook closes the models.
  static void create(Napi::Env env);
  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

  void use_error_class(const Napi::Function& error_class) { error_class_ = Napi::Persistent(error_class); }
  void use_model_class(const Napi::Function& model_class) { model_class_ = Napi::Persistent(model_class); }
  Napi::Function model_class() const { return model_class_.Value(); }

  const std::shared_ptr<OpenModels>& models() const { return models_; }
  void close_all();

  // What peaks read, for who asked to have it kept.
  Region& peaks_memory() { return peaks_memory_; }

  // Throws `new ErrorClass(message)` and returns undefined.
  Napi::Value fail(Napi::Env env, const Status& status) const;

 private:
  Napi::FunctionReference error_class_;
  Napi::FunctionReference model_class_;
  Region peaks_memory_;
  std::shared_ptr<OpenModels> models_ = std::make_shared<OpenModels>();
};

}  // namespace infbench
