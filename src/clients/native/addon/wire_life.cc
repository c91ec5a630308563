// How a Wire begins and ends. The thread must be gone before the function that it calls is: environments end theirs in the
// reverse order of their making, so the hook is added after it.
#include "wire.h"

namespace infbench::wire {

namespace {

// Runs on JavaScript's thread; `env` is null when the environment is ending.
void call_back(napi_env env, napi_value on_ended, void*, void*) {
  if (env == nullptr || on_ended == nullptr) return;
  napi_value self;
  napi_get_undefined(env, &self);
  napi_call_function(env, self, on_ended, 0, nullptr, nullptr);
}

}  // namespace

Wire::Wire(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Wire>(info), env_(info.Env()) {
  const Napi::Env env = info.Env();
  if (info.Length() < 2 || !info[0].IsBigInt() || !info[1].IsFunction()) {
    Napi::TypeError::New(env, "new Wire: expected (originNs, onEnded)").ThrowAsJavaScriptException();
    return;
  }
  bool lossless = false;
  origin_ns_ = info[0].As<Napi::BigInt>().Int64Value(&lossless);
  const Napi::String name = Napi::String::New(env, "infbench wire");
  if (napi_create_threadsafe_function(env, info[1], nullptr, name, 0, 1, nullptr, nullptr, nullptr, call_back, &tell_) !=
      napi_ok)
    return;
  napi_unref_threadsafe_function(env, tell_);
  napi_add_env_cleanup_hook(env, on_environment_end, this);
  thread_ = std::make_unique<IoThread>(
      [tell = tell_] { napi_call_threadsafe_function(tell, nullptr, napi_tsfn_nonblocking); });
  const int error = thread_->start();
  if (error == 0) return;
  close();
  const std::string message = "new Wire: the system refuses a thread or a file (errno " + std::to_string(error) + ")";
  Napi::Error::New(env, message).ThrowAsJavaScriptException();
}

// useAddresses([[host, port], ...]): numeric, in the order in which they are to be tried.
Napi::Value Wire::use_addresses(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::vector<Address> addresses;
  const Napi::Array list = info[0].IsArray() ? info[0].As<Napi::Array>() : Napi::Array::New(env);
  for (uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Value pair = list.Get(i);
    Address address;
    address.place = static_cast<int>(i);
    const auto part = [&](uint32_t place) -> std::string {
      return pair.IsArray() ? pair.As<Napi::Array>().Get(place).ToString().Utf8Value() : std::string();
    };
    if (parse_address(part(0), part(1), &address)) addresses.push_back(address);
  }
  const bool whole = !addresses.empty() && addresses.size() == list.Length();
  if (whole && thread_ != nullptr) thread_->use_addresses(std::move(addresses));
  return Napi::Boolean::New(env, whole);
}

// cancel(id)
Napi::Value Wire::cancel(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr && info[0].IsNumber()) thread_->cancel(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

// withdraw(id)
Napi::Value Wire::withdraw(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr && info[0].IsNumber()) thread_->withdraw(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

// warm(id, connections)
Napi::Value Wire::warm(const Napi::CallbackInfo& info) {
  if (thread_ == nullptr || !info[0].IsNumber() || !info[1].IsNumber()) return info.Env().Undefined();
  std::unique_ptr<Exchange> exchange = blank();
  exchange->id = info[0].As<Napi::Number>().Uint32Value();
  thread_->warm(std::move(exchange), info[1].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

// readLags(): how long the bytes of a sample of the reads since the last call had been there when they were read, ns; the first is the longest
// of all that were compared. Empty: none was.
Napi::Value Wire::read_lags(const Napi::CallbackInfo& info) {
  const auto [lags, longest] = thread_ == nullptr ? std::pair<std::vector<int64_t>, int64_t>() : thread_->take_lags();
  const size_t count = lags.empty() ? 0 : lags.size() + 1;
  Napi::Float64Array told = Napi::Float64Array::New(info.Env(), count);
  if (count > 0) told.Data()[0] = static_cast<double>(longest);
  for (size_t i = 0; i < lags.size(); i++) told.Data()[i + 1] = static_cast<double>(lags[i]);
  return told;
}

// opened(): connections so far.
Napi::Value Wire::opened(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), thread_ == nullptr ? 0 : thread_->opened());
}

// hold(on): whether the process must live on for what is under way.
Napi::Value Wire::hold(const Napi::CallbackInfo& info) {
  const bool on = info[0].ToBoolean();
  if (tell_ == nullptr || on == held_) return info.Env().Undefined();
  held_ = on;
  if (on) napi_ref_threadsafe_function(info.Env(), tell_);
  else napi_unref_threadsafe_function(info.Env(), tell_);
  return info.Env().Undefined();
}

// close(): what was under way has ended when it returns, and `next` tells it.
Napi::Value Wire::close_call(const Napi::CallbackInfo& info) {
  close();
  return info.Env().Undefined();
}

void Wire::close() {
  if (thread_ != nullptr) {
    thread_->stop();
    thread_->take(&taken_);
    thread_ = nullptr;
  }
  if (tell_ == nullptr) return;
  napi_release_threadsafe_function(tell_, napi_tsfn_abort);
  tell_ = nullptr;
  napi_remove_env_cleanup_hook(env_, on_environment_end, this);
}

// The environment closes the function by itself, and it removes the hooks that it runs.
void Wire::on_environment_end(void* self) {
  Wire* const wire = static_cast<Wire*>(self);
  if (wire->thread_ != nullptr) wire->thread_->stop();
  wire->thread_ = nullptr;
  wire->tell_ = nullptr;
}

}  // namespace infbench::wire
