#include "model.h"

namespace infbench {

namespace {

template <class T>
struct ArrayType;
template <>
struct ArrayType<int32_t> {
  static constexpr napi_typedarray_type kType = napi_int32_array;
  static constexpr const char* kName = "an Int32Array";
};
template <>
struct ArrayType<float> {
  static constexpr napi_typedarray_type kType = napi_float32_array;
  static constexpr const char* kName = "a Float32Array";
};
template <>
struct ArrayType<double> {
  static constexpr napi_typedarray_type kType = napi_float64_array;
  static constexpr const char* kName = "a Float64Array";
};

// Unpacks positional arguments; the first fault sticks.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  int64_t integer(const char* name) {
    const Napi::Value value = info_[at_++];
    if (value.IsNumber()) return value.As<Napi::Number>().Int64Value();
    fail(name, "a number");
    return 0;
  }

  template <class T>
  Span<T> array(const char* name) {
    using Type = ArrayType<std::remove_const_t<T>>;
    const napi_value value = info_[at_++];
    napi_typedarray_type type;
    size_t length;
    void* data;
    if (napi_get_typedarray_info(info_.Env(), value, &type, &length, &data, nullptr, nullptr) != napi_ok ||
        type != Type::kType) {
      fail(name, Type::kName);
      return {};
    }
    return {static_cast<T*>(data), static_cast<int64_t>(length)};
  }

  template <class T>
  Span<T> array_or_null(const char* name) {
    if (!info_[at_].IsNull()) return array<T>(name);
    at_++;
    return {};
  }

  const Status& status() const { return status_; }

 private:
  void fail(const char* name, const char* expected) {
    if (status_.ok()) status_ = Status::error(format("step: %s: expected %s", name, expected));
  }

  const Napi::CallbackInfo& info_;
  size_t at_ = 0;
  Status status_;
};

const Status kClosed = Status::error("the model is closed");

}  // namespace

Napi::Function Model::define(Napi::Env env) {
  return DefineClass(env, "NativeModel",
                     {InstanceMethod<&Model::step>("step"), InstanceMethod<&Model::counters>("counters"),
                      InstanceMethod<&Model::sizes>("sizes"), InstanceMethod<&Model::close_call>("close")});
}

Model::Model(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<Model>(info), models_(Environment::of(info.Env()).models()) {
  models_->insert(this);
}

Napi::Value Model::step(const Napi::CallbackInfo& info) {
  if (executor_ == nullptr) return Environment::of(info.Env()).fail(info.Env(), kClosed);
  Arguments in(info);
  Batch batch;
  batch.sequences = in.integer("sequences");
  batch.tokens = in.array<const int32_t>("tokens");
  batch.positions = in.array<const int32_t>("positions");
  batch.starts = in.array<const int32_t>("starts");
  batch.kv_lengths = in.array<const int32_t>("kvLengths");
  batch.pages = in.array<const int32_t>("pages");
  batch.page_starts = in.array<const int32_t>("pageStarts");
  batch.logits_rows = in.integer("logitsRows");
  batch.rows = in.array<const int32_t>("rows");
  batch.temperature = in.array<const float>("temperature");
  batch.top_k = in.array<const int32_t>("topK");
  batch.top_p = in.array<const float>("topP");
  batch.draw = in.array<const double>("draw");
  batch.sampled = in.array<int32_t>("sampled");
  batch.logprob = in.array_or_null<float>("logprob");
  batch.logits = in.array_or_null<float>("logits");
  const Status status = in.status().ok() ? executor_->step(batch) : in.status();
  return status.ok() ? info.Env().Undefined() : Environment::of(info.Env()).fail(info.Env(), status);
}

// counters(decode): [calls, ns] per node and of whole steps.
Napi::Value Model::counters(const Napi::CallbackInfo& info) {
  if (executor_ == nullptr) return Environment::of(info.Env()).fail(info.Env(), kClosed);
  const bool decode = info[0].IsBoolean() && info[0].As<Napi::Boolean>().Value();
  const auto& counters = executor_->counters().of(decode ? Phase::decode : Phase::prefill);
  Napi::Float64Array out = Napi::Float64Array::New(info.Env(), 2 * counters.size());
  for (size_t i = 0; i < counters.size(); i++) {
    out.Data()[2 * i] = static_cast<double>(counters[i].calls);
    out.Data()[2 * i + 1] = static_cast<double>(counters[i].ns);
  }
  return out;
}

// [weightBytes, kvBytes, scratchBytes]
Napi::Value Model::sizes(const Napi::CallbackInfo& info) {
  if (executor_ == nullptr) return Environment::of(info.Env()).fail(info.Env(), kClosed);
  Napi::Float64Array out = Napi::Float64Array::New(info.Env(), 3);
  out.Data()[0] = static_cast<double>(executor_->weight_bytes());
  out.Data()[1] = static_cast<double>(executor_->kv_bytes());
  out.Data()[2] = static_cast<double>(executor_->scratch_bytes());
  return out;
}

Napi::Value Model::close_call(const Napi::CallbackInfo& info) {
  close();
  return info.Env().Undefined();
}

}  // namespace infbench
