// The seam's one class: an I/O thread and what JavaScript may ask of it. Unpacks, checks what would crash, hands on.
#pragma once

#include <napi.h>

#include <deque>
#include <memory>
#include <vector>

#include "../thread/io_thread.h"

namespace infbench::wire {

class Wire : public Napi::ObjectWrap<Wire> {
 public:
  static Napi::Function define(Napi::Env env);
  // new Wire(originNs: bigint, onEnded: () => void)
  explicit Wire(const Napi::CallbackInfo& info);
  ~Wire() override { close(); }

 private:
  Napi::Value use_addresses(const Napi::CallbackInfo& info);
  Napi::Value send(const Napi::CallbackInfo& info);
  Napi::Value withdraw(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value warm(const Napi::CallbackInfo& info);
  Napi::Value next(const Napi::CallbackInfo& info);
  Napi::Value copy(const Napi::CallbackInfo& info);
  Napi::Value head(const Napi::CallbackInfo& info);
  Napi::Value fault(const Napi::CallbackInfo& info);
  Napi::Value read_lags(const Napi::CallbackInfo& info);
  Napi::Value opened(const Napi::CallbackInfo& info);
  Napi::Value hold(const Napi::CallbackInfo& info);
  Napi::Value close_call(const Napi::CallbackInfo& info);

  std::unique_ptr<Exchange> blank();
  void keep_current();
  void wake_in_time(int64_t now);
  void close();
  static void on_environment_end(void* self);

  const napi_env env_;
  int64_t origin_ns_ = 0;
  std::unique_ptr<IoThread> thread_;
  napi_threadsafe_function tell_ = nullptr;
  bool held_ = false;
  // Taken from the thread, not yet given to JavaScript.
  std::vector<std::unique_ptr<Exchange>> taken_;
  size_t given_ = 0;
  // When the first request was posted of which the thread has not been told; 0: it knows of all.
  int64_t gathered_since_ = 0;
  // What `next` told last; the one before it, to know an unchanged head.
  std::unique_ptr<Exchange> current_;
  std::shared_ptr<const Head> known_head_;
  std::vector<std::unique_ptr<Exchange>> blanks_;
  size_t blank_bytes_ = 0;
};

}  // namespace infbench::wire
