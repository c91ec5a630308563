// Reading fields of JavaScript objects: the first fault sticks, later reads return zeros.
#pragma once

#include <napi.h>

#include <string>

#include "../plan/status.h"

namespace infbench {

class Fields {
 public:
  Fields(const Napi::Value& value, std::string where, Status* status)
      : where_(std::move(where)),
        status_(status),
        object_(value.IsObject() ? value.As<Napi::Object>() : Napi::Object()) {
    if (!value.IsObject()) fail("", "an object");
  }

  Napi::Value value(const char* name) const {
    return object_.IsEmpty() ? Napi::Value() : object_.Get(name);
  }

  double number(const char* name) const {
    const Napi::Value v = value(name);
    if (!v.IsEmpty() && v.IsNumber()) return v.As<Napi::Number>().DoubleValue();
    fail(name, "a number");
    return 0;
  }

  // Absent: 0.
  double optional_number(const char* name) const {
    const Napi::Value v = value(name);
    return v.IsEmpty() || v.IsUndefined() ? 0 : number(name);
  }

  // A whole number that doubles hold exactly.
  int64_t integer(const char* name) const {
    const double d = number(name);
    if (d >= -9007199254740992.0 && d <= 9007199254740992.0 && d == static_cast<double>(static_cast<int64_t>(d))) {
      return static_cast<int64_t>(d);
    }
    fail(name, "a whole number");
    return 0;
  }

  int64_t optional_integer(const char* name) const {
    const Napi::Value v = value(name);
    return v.IsEmpty() || v.IsUndefined() ? 0 : integer(name);
  }

  bool flag(const char* name) const {
    const Napi::Value v = value(name);
    if (!v.IsEmpty() && v.IsBoolean()) return v.As<Napi::Boolean>().Value();
    fail(name, "true or false");
    return false;
  }

  // Absent: false.
  bool optional_flag(const char* name) const {
    const Napi::Value v = value(name);
    return !v.IsEmpty() && !v.IsUndefined() && flag(name);
  }

  std::string text(const char* name) const {
    const Napi::Value v = value(name);
    if (!v.IsEmpty() && v.IsString()) return v.As<Napi::String>().Utf8Value();
    fail(name, "a string");
    return {};
  }

  // Calls body(element, place) for each element of the array.
  template <class Body>
  void each(const char* name, Body&& body) const {
    const Napi::Value v = value(name);
    if (v.IsEmpty() || !v.IsArray()) return fail(name, "an array");
    const Napi::Array array = v.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length() && status_->ok(); i++) {
      const Napi::HandleScope scope(array.Env());
      body(array.Get(i), where_ + "." + name + "[" + std::to_string(i) + "]");
    }
  }

  void fail(const char* name, const char* expected) const {
    if (!status_->ok()) return;
    *status_ = Status::error(format("%s%s%s: expected %s", where_.c_str(), name[0] == 0 ? "" : ".", name, expected));
  }

 private:
  std::string where_;
  Status* status_;
  Napi::Object object_;
};

}  // namespace infbench
