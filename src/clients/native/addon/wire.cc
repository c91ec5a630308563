#include "wire.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "../sockets/monotonic.h"

namespace infbench::wire {

namespace {

// Memory of exchanges kept for requests to come: more would only hold what JavaScript has copied.
constexpr size_t kMostBlanks = 64;
constexpr size_t kMostBlankBytes = size_t{2} << 20;
// Answers that end together are followed by requests together. Waking the thread for each would cost a change of threads each, so
// for this long they are gathered while JavaScript has more answers to take.
constexpr int64_t kGatherNs = 60'000;
// Of what `next` tells; exchange-end.ts names the places.
constexpr size_t kFacts = 15;
// A century; a sum of three does not overflow.
constexpr double kFarthestNs = 3e18;

Napi::Value refuse(Napi::Env env, const char* message) {
  Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
  return env.Undefined();
}

bool is_number(const Napi::Value& value) { return value.IsNumber(); }
double number_of(const Napi::Value& value) { return value.As<Napi::Number>().DoubleValue(); }
uint32_t id_of(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

}  // namespace

Napi::Function Wire::define(Napi::Env env) {
  return DefineClass(env, "Wire",
                     {InstanceMethod<&Wire::use_addresses>("useAddresses"), InstanceMethod<&Wire::send>("send"),
                      InstanceMethod<&Wire::cancel>("cancel"), InstanceMethod<&Wire::withdraw>("withdraw"), InstanceMethod<&Wire::warm>("warm"),
                      InstanceMethod<&Wire::next>("next"), InstanceMethod<&Wire::copy>("copy"),
                      InstanceMethod<&Wire::head>("head"), InstanceMethod<&Wire::fault>("fault"),
                      InstanceMethod<&Wire::read_lags>("readLags"), InstanceMethod<&Wire::opened>("opened"), InstanceMethod<&Wire::hold>("hold"),
                      InstanceMethod<&Wire::close_call>("close")});
}

// send(id, head, body, number, timeoutNs, dueAt): head is all of the request's up to the content-length's value; dueAt in ns since
// the origin, in the past: at once. Its time limit begins when it is due.
Napi::Value Wire::send(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (thread_ == nullptr) return refuse(env, "send: closed");
  if (info.Length() < 6 || !is_number(info[0]) || !info[1].IsTypedArray() || !info[2].IsTypedArray() ||
      !is_number(info[3]) || !is_number(info[4]) || !is_number(info[5]))
    return refuse(env, "send: expected (id, head, body, number, timeoutNs, dueAt)");
  const Napi::Uint8Array head = info[1].As<Napi::Uint8Array>();
  const Napi::Uint8Array body = info[2].As<Napi::Uint8Array>();
  std::unique_ptr<Exchange> exchange = blank();
  exchange->id = id_of(info[0]);
  const std::string length = std::to_string(body.ByteLength());
  exchange->request.reserve(head.ByteLength() + length.size() + 4 + body.ByteLength());
  if (head.ByteLength() > 0) exchange->request.append(reinterpret_cast<const char*>(head.Data()), head.ByteLength());
  exchange->request.append(length).append("\r\n\r\n");
  if (body.ByteLength() > 0) exchange->request.append(reinterpret_cast<const char*>(body.Data()), body.ByteLength());
  exchange->number = number_of(info[3]);
  const int64_t timeout = static_cast<int64_t>(std::clamp(number_of(info[4]), 0.0, kFarthestNs));
  const int64_t now = now_ns();
  // Rounded up: never before it is due.
  exchange->due_at = origin_ns_ + static_cast<int64_t>(std::ceil(std::min(std::max(0.0, number_of(info[5])), kFarthestNs)));
  exchange->deadline_at = std::max(now, exchange->due_at) + timeout;
  thread_->send(std::move(exchange), false);
  if (gathered_since_ == 0) gathered_since_ = now;
  wake_in_time(now);
  return env.Undefined();
}

// next(facts: Float64Array): whether something has ended; facts are then its own until the next call.
Napi::Value Wire::next(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_float64_array ||
      info[0].As<Napi::Float64Array>().ElementLength() < kFacts)
    return refuse(env, "next: expected a Float64Array of 15");
  keep_current();
  if (given_ == taken_.size()) {
    taken_.clear();
    given_ = 0;
    if (thread_ != nullptr) thread_->take(&taken_);
  }
  if (!taken_.empty()) current_ = std::move(taken_[given_++]);
  if (gathered_since_ != 0) wake_in_time(now_ns());
  if (current_ == nullptr) return Napi::Boolean::New(env, false);
  const Exchange& it = *current_;
  const bool new_head = it.head != nullptr && it.head != known_head_;
  if (new_head) known_head_ = it.head;
  const double none = std::nan("");
  const auto since = [&](int64_t at) { return at == 0 ? none : static_cast<double>(at - origin_ns_); };
  const double facts[kFacts] = {static_cast<double>(it.id),
                                static_cast<double>(it.end),
                                it.head == nullptr ? none : static_cast<double>(it.head->status),
                                since(it.sent_at),
                                since(it.headers_at),
                                since(it.done_at),
                                static_cast<double>(it.log.bytes().size()),
                                static_cast<double>(it.log.ends().size()),
                                static_cast<double>(it.error),
                                static_cast<double>(it.place),
                                it.received ? 1.0 : 0.0,
                                static_cast<double>(it.owed),
                                static_cast<double>(it.fault.kind),
                                static_cast<double>(it.fault.digits),
                                new_head ? 1.0 : 0.0};
  memcpy(info[0].As<Napi::Float64Array>().Data(), facts, sizeof facts);
  return Napi::Boolean::New(env, true);
}

// copy(body: Uint8Array, ends: Uint32Array, at: Float64Array): of what `next` told last, into arrays that are long enough.
Napi::Value Wire::copy(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (current_ == nullptr || !info[0].IsTypedArray() || !info[1].IsTypedArray() || !info[2].IsTypedArray() ||
      info[1].As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array ||
      info[2].As<Napi::TypedArray>().TypedArrayType() != napi_float64_array)
    return refuse(env, "copy: expected (Uint8Array, Uint32Array, Float64Array) after next");
  const BodyLog& log = current_->log;
  Napi::Uint8Array body = info[0].As<Napi::Uint8Array>();
  Napi::Uint32Array ends = info[1].As<Napi::Uint32Array>();
  Napi::Float64Array at = info[2].As<Napi::Float64Array>();
  if (body.ByteLength() < log.bytes().size() || ends.ElementLength() < log.ends().size() ||
      at.ElementLength() < log.at().size())
    return refuse(env, "copy: arrays too short");
  if (!log.bytes().empty()) memcpy(body.Data(), log.bytes().data(), log.bytes().size());
  for (size_t i = 0; i < log.ends().size(); i++) {
    ends.Data()[i] = log.ends()[i];
    at.Data()[i] = static_cast<double>(log.at()[i] - origin_ns_);
  }
  return env.Undefined();
}

// head(): [contentType, retryAfter], each null where absent, of the last head that `next` called new.
Napi::Value Wire::head(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array fields = Napi::Array::New(env, 2);
  const auto latin1 = [&](bool has, const std::string& text) -> napi_value {
    napi_value value = env.Null();
    if (has) napi_create_string_latin1(env, text.data(), text.size(), &value);
    return value;
  };
  const bool is = known_head_ != nullptr;
  fields.Set(0u, Napi::Value(env, latin1(is && known_head_->has_content_type, is ? known_head_->content_type : "")));
  fields.Set(1u, Napi::Value(env, latin1(is && known_head_->has_retry_after, is ? known_head_->retry_after : "")));
  return fields;
}

// fault(): the bytes that show what was wrong with what `next` told last.
Napi::Value Wire::fault(const Napi::CallbackInfo& info) {
  const std::string bytes = current_ == nullptr ? "" : current_->fault.bytes;
  return Napi::Buffer<char>::Copy(info.Env(), bytes.data(), bytes.size());
}

// What is left in `taken_` will be asked for, by a call each.
void Wire::wake_in_time(int64_t now) {
  if (given_ < taken_.size() && now - gathered_since_ < kGatherNs) return;
  gathered_since_ = 0;
  if (thread_ != nullptr) thread_->wake();
}

void Wire::keep_current() {
  std::unique_ptr<Exchange> over = std::move(current_);
  if (over == nullptr) return;
  const size_t bytes = over->log.held() + over->request.capacity();
  if (blanks_.size() == kMostBlanks || blank_bytes_ + bytes > kMostBlankBytes) return;
  blank_bytes_ += bytes;
  blanks_.push_back(std::move(over));
}

std::unique_ptr<Exchange> Wire::blank() {
  if (blanks_.empty()) return std::make_unique<Exchange>();
  std::unique_ptr<Exchange> exchange = std::move(blanks_.back());
  blanks_.pop_back();
  blank_bytes_ -= exchange->log.held() + exchange->request.capacity();
  exchange->reset();
  return exchange;
}

}  // namespace infbench::wire
