#include "relay_seam.h"

#include <cstring>
#include <map>
#include <string>

namespace infbench::wire {

namespace {

void call_back(napi_env env, napi_value function, void*, void*) {
  if (env == nullptr || function == nullptr) return;
  napi_value undefined = nullptr;
  napi_get_undefined(env, &undefined);
  napi_call_function(env, undefined, function, 0, nullptr, nullptr);
}

// [[host, port], ...]; empty where one of them is no numeric address.
std::vector<Address> addresses_of(const Napi::Value& value) {
  std::vector<Address> addresses;
  const Napi::Array list = value.IsArray() ? value.As<Napi::Array>() : Napi::Array::New(value.Env());
  for (uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Value pair = list.Get(i);
    Address address;
    if (!pair.IsArray()) return {};
    const auto part = [&](uint32_t place) { return pair.As<Napi::Array>().Get(place).ToString().Utf8Value(); };
    if (!parse_address(part(0), part(1), &address)) return {};
    addresses.push_back(address);
  }
  return addresses;
}

std::map<int, std::string> refusals_of(const Napi::Value& value) {
  std::map<int, std::string> refusals;
  const Napi::Array list = value.IsArray() ? value.As<Napi::Array>() : Napi::Array::New(value.Env());
  for (uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Value pair = list.Get(i);
    if (!pair.IsArray()) continue;
    const Napi::Value bytes = pair.As<Napi::Array>().Get(1u);
    if (!bytes.IsTypedArray()) continue;
    const Napi::Uint8Array answer = bytes.As<Napi::Uint8Array>();
    refusals[pair.As<Napi::Array>().Get(0u).ToNumber().Int32Value()] =
        std::string(reinterpret_cast<const char*>(answer.Data()), answer.ByteLength());
  }
  return refusals;
}

}  // namespace

Napi::Function Relay::define(Napi::Env env) {
  return DefineClass(
      env, "Relay",
      {InstanceMethod<&Relay::listen>("listen"), InstanceMethod<&Relay::use_upstream>("useUpstream"),
       InstanceMethod<&Relay::take>("take"), InstanceMethod<&Relay::stop_listening>("stopListening"),
       InstanceMethod<&Relay::drop_quiet>("dropQuiet"), InstanceMethod<&Relay::drop_all>("dropAll"),
       InstanceMethod<&Relay::give_up>("giveUp"), InstanceMethod<&Relay::close_call>("close")});
}

Relay::Relay(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Relay>(info), env_(info.Env()) {
  const Napi::Env env = info.Env();
  if (info.Length() < 4 || !info[0].IsBigInt() || !info[1].IsString() || !info[2].IsArray() || !info[3].IsFunction()) {
    Napi::TypeError::New(env, "new Relay: expected (originNs, host, refusals, onTraffic)").ThrowAsJavaScriptException();
    return;
  }
  bool lossless = false;
  const int64_t origin = info[0].As<Napi::BigInt>().Int64Value(&lossless);
  const Napi::String name = Napi::String::New(env, "infbench relay");
  if (napi_create_threadsafe_function(env, info[3], nullptr, name, 0, 1, nullptr, nullptr, nullptr, call_back, &tell_) !=
      napi_ok)
    return;
  napi_add_env_cleanup_hook(env, on_environment_end, this);
  thread_ = std::make_unique<RelayThread>(
      origin, info[1].As<Napi::String>().Utf8Value(), refusals_of(info[2]),
      [tell = tell_] { napi_call_threadsafe_function(tell, nullptr, napi_tsfn_nonblocking); });
}

// listen(host, port): the port, or the errno of what the system refused as a negative number.
Napi::Value Relay::listen(const Napi::CallbackInfo& info) {
  Address address;
  constexpr int kNoAddress = -1;
  if (thread_ == nullptr || !parse_address(info[0].ToString(), info[1].ToString(), &address))
    return Napi::Number::New(info.Env(), kNoAddress);
  const int error = thread_->start(address);
  return Napi::Number::New(info.Env(), error == 0 ? thread_->port() : -error);
}

// useUpstream([[host, port], ...]): in the order in which they are to be tried.
Napi::Value Relay::use_upstream(const Napi::CallbackInfo& info) {
  std::vector<Address> addresses = addresses_of(info[0]);
  const bool is_usable = !addresses.empty();
  if (is_usable && thread_ != nullptr) thread_->use_upstream(std::move(addresses));
  return Napi::Boolean::New(info.Env(), is_usable);
}

// take(): [facts: Float64Array, bytes: Uint8Array] of what went by since the last call.
Napi::Value Relay::take(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (thread_ != nullptr) thread_->take(&batch_);
  Napi::Float64Array facts = Napi::Float64Array::New(env, batch_.facts.size());
  if (!batch_.facts.empty()) memcpy(facts.Data(), batch_.facts.data(), batch_.facts.size() * sizeof(double));
  Napi::Array both = Napi::Array::New(env, 2);
  both.Set(0u, facts);
  both.Set(1u, Napi::Buffer<uint8_t>::Copy(env, batch_.bytes.data(), batch_.bytes.size()));
  batch_.clear();
  return both;
}

Napi::Value Relay::stop_listening(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr) thread_->stop_listening();
  return info.Env().Undefined();
}

// dropQuiet(id, passedBytes)
Napi::Value Relay::drop_quiet(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr && info[0].IsNumber() && info[1].IsNumber())
    thread_->drop_quiet(info[0].As<Napi::Number>().Uint32Value(),
                        static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value()));
  return info.Env().Undefined();
}

Napi::Value Relay::drop_all(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr) thread_->drop_all();
  return info.Env().Undefined();
}

// giveUp(id)
Napi::Value Relay::give_up(const Napi::CallbackInfo& info) {
  if (thread_ != nullptr && info[0].IsNumber()) thread_->give_up(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

// close(): what went by until then can be taken.
Napi::Value Relay::close_call(const Napi::CallbackInfo& info) {
  close();
  return info.Env().Undefined();
}

void Relay::close() {
  if (thread_ != nullptr) {
    thread_->stop();
    thread_->take(&batch_);
    thread_ = nullptr;
  }
  if (tell_ == nullptr) return;
  napi_release_threadsafe_function(tell_, napi_tsfn_abort);
  tell_ = nullptr;
  napi_remove_env_cleanup_hook(env_, on_environment_end, this);
}

// The environment closes the function by itself, and it removes the hooks that it runs.
void Relay::on_environment_end(void* self) {
  Relay* const relay = static_cast<Relay*>(self);
  if (relay->thread_ != nullptr) relay->thread_->stop();
  relay->thread_ = nullptr;
  relay->tell_ = nullptr;
}

}  // namespace infbench::wire
