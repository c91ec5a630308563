// The seam's other class: a relay's thread and what JavaScript may ask of it. Unpacks, checks what would crash, hands on.
#pragma once

#include <napi.h>

#include <memory>

#include "../relay/relay_thread.h"

namespace infbench::wire {

class Relay : public Napi::ObjectWrap<Relay> {
 public:
  static Napi::Function define(Napi::Env env);
  // new Relay(originNs: bigint, host: string, refusals: [errno, Uint8Array][], onTraffic: () => void)
  explicit Relay(const Napi::CallbackInfo& info);
  ~Relay() override { close(); }

 private:
  Napi::Value listen(const Napi::CallbackInfo& info);
  Napi::Value use_upstream(const Napi::CallbackInfo& info);
  Napi::Value take(const Napi::CallbackInfo& info);
  Napi::Value stop_listening(const Napi::CallbackInfo& info);
  Napi::Value drop_quiet(const Napi::CallbackInfo& info);
  Napi::Value drop_all(const Napi::CallbackInfo& info);
  Napi::Value give_up(const Napi::CallbackInfo& info);
  Napi::Value close_call(const Napi::CallbackInfo& info);

  void close();
  static void on_environment_end(void* self);

  const napi_env env_;
  std::unique_ptr<RelayThread> thread_;
  napi_threadsafe_function tell_ = nullptr;
  TrafficBatch batch_;
};

}  // namespace infbench::wire
