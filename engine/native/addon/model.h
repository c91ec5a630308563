#pragma once

#include <napi.h>

#include <memory>

#include "../plan/execute/executor.h"
#include "environment.h"

namespace infbench {

// The JavaScript object of an open model: `step`, `counters`, `close` and three sizes. Owns the executor until `close`.
class Model : public Napi::ObjectWrap<Model> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit Model(const Napi::CallbackInfo& info);
  ~Model() override { models_->erase(this); }

  void adopt(std::unique_ptr<Executor> executor) { executor_ = std::move(executor); }
  // Frees weights, pages, scratch and threads; twice is harmless.
  void close() { executor_.reset(); }

 private:
  Napi::Value step(const Napi::CallbackInfo& info);
  Napi::Value counters(const Napi::CallbackInfo& info);
  Napi::Value sizes(const Napi::CallbackInfo& info);
  Napi::Value close_call(const Napi::CallbackInfo& info);

  std::unique_ptr<Executor> executor_;
  std::shared_ptr<OpenModels> models_;
};

}  // namespace infbench
