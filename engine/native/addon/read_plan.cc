#include "read_plan.h"

#include "fields.h"

namespace infbench {

namespace {

// The elements of a typed array that JavaScript keeps; null when it is none of that type.
template <class Element>
const Element* borrow(const Fields& source, const char* name, napi_typedarray_type type, int64_t* count) {
  const Napi::Value value = source.value(name);
  if (value.IsEmpty() || !value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type) {
    source.fail(name, type == napi_float32_array ? "a Float32Array" : "a Uint8Array");
    return nullptr;
  }
  const Napi::TypedArrayOf<Element> array = value.As<Napi::TypedArrayOf<Element>>();
  *count = static_cast<int64_t>(array.ElementLength());
  return array.Data();
}

void read_source(const Fields& source, WeightPart* part) {
  const std::string kind = source.text("kind");
  if (kind == "file") {
    part->kind = SourceKind::file;
    part->path = source.text("path");
    part->offset_bytes = source.integer("offsetBytes");
  } else if (kind == "random") {
    part->kind = SourceKind::random;
    part->seed = static_cast<uint32_t>(source.integer("seed"));
    part->scale = static_cast<float>(source.number("scale"));
  } else if (kind == "constant") {
    part->kind = SourceKind::constant;
    part->value = static_cast<float>(source.number("value"));
  } else if (kind == "values") {
    part->kind = SourceKind::values;
    part->values = borrow<float>(source, "values", napi_float32_array, &part->value_count);
  } else if (kind == "affine") {
    part->kind = SourceKind::affine;
    part->integers = borrow<uint8_t>(source, "integers", napi_uint8_array, &part->integer_count);
    part->scales = borrow<float>(source, "scales", napi_float32_array, &part->scale_count);
    part->minima = borrow<float>(source, "minima", napi_float32_array, &part->minimum_count);
  } else {
    source.fail("kind", "file, random, constant, values or affine");
  }
}

// The value of an enumeration whose names are listed in its order.
template <class T, size_t N>
T read_name(const Fields& fields, const char* field, const char* const (&names)[N], T otherwise) {
  const std::string name = fields.text(field);
  for (size_t i = 0; i < N; i++) {
    if (name == names[i]) return static_cast<T>(i);
  }
  fields.fail(field, "a name of its list in plan.ts");
  return otherwise;
}

Weight read_weight(const Napi::Value& value, const std::string& where, Status* status) {
  const Fields fields(value, where, status);
  Weight weight;
  weight.name = fields.text("name");
  weight.rows = fields.integer("rows");
  weight.cols = fields.integer("cols");
  const std::string layout = fields.text("layout");
  weight.unpacked = layout == "unpacked";
  weight.packed = weight.unpacked || layout == "packed16";
  if (!weight.packed && layout != "plain") fields.fail("layout", "packed16, unpacked or plain");
  weight.format = read_name(fields, "format", kWeightFormatNames, WeightFormat::f32);
  weight.minima = fields.optional_flag("minima");
  fields.each("parts", [&](const Napi::Value& entry, const std::string& at) {
    const Fields part(entry, at, status);
    WeightPart made;
    made.rows = part.integer("rows");
    read_source(Fields(part.value("source"), at + ".source", status), &made);
    weight.parts.push_back(std::move(made));
  });
  return weight;
}

Buffer read_buffer(const Napi::Value& value, const std::string& where, Status* status) {
  const Fields fields(value, where, status);
  Buffer buffer;
  buffer.name = fields.text("name");
  const std::string rows = fields.text("rows");
  buffer.per_logits_row = rows == "logits";
  if (!buffer.per_logits_row && rows != "tokens") fields.fail("rows", "tokens or logits");
  buffer.cols = fields.integer("cols");
  buffer.type = read_name(fields, "type", kActivationTypeNames, ActivationType::f32);
  buffer.span = fields.optional_integer("span");
  buffer.zero = fields.optional_integer("zero");
  buffer.slot = fields.integer("slot");
  return buffer;
}

std::vector<int64_t> read_indices(const Fields& fields, const char* name, Status* status) {
  std::vector<int64_t> indices;
  fields.each(name, [&](const Napi::Value& value, const std::string& at) {
    if (!value.IsNumber()) {
      *status = Status::error(at + ": expected a number");
    } else {
      indices.push_back(value.As<Napi::Number>().Int64Value());
    }
  });
  return indices;
}

Node read_node(const Napi::Value& value, const std::string& where, Status* status) {
  const Fields fields(value, where, status);
  Node node;
  const std::string op = fields.text("op");
  bool known = false;
  for (size_t i = 0; i < sizeof kOpNames / sizeof *kOpNames; i++) {
    if (op != kOpNames[i]) continue;
    node.op = static_cast<Op>(i);
    known = true;
  }
  if (!known) fields.fail("op", "an operation of the plan");
  node.name = fields.text("name");
  node.in = read_indices(fields, "in", status);
  node.out = read_indices(fields, "out", status);
  node.weights = read_indices(fields, "weights", status);
  const Fields attrs(fields.value("attrs"), where + ".attrs", status);
  node.eps = attrs.optional_number("eps");
  node.scale = attrs.optional_number("scale");
  node.layer = attrs.optional_integer("layer");
  node.heads = attrs.optional_integer("heads");
  node.offset = attrs.optional_integer("offset");
  node.interleaved = attrs.optional_integer("interleaved");
  node.q_offset = attrs.optional_integer("qOffset");
  node.k_offset = attrs.optional_integer("kOffset");
  node.v_offset = attrs.optional_integer("vOffset");
  node.out_offset = attrs.optional_integer("outOffset");
  node.activation = attrs.optional_integer("activation");
  node.window = attrs.optional_integer("window");
  node.naive = attrs.optional_integer("naive");
  node.softcap = attrs.optional_number("softcap");
  return node;
}

}  // namespace

Status read_plan(const Napi::Value& value, Plan* out) {
  Status status;
  const Fields fields(value, "plan", &status);
  const Fields model(fields.value("model"), "plan.model", &status);
  out->layers = model.integer("layers");
  out->heads = model.integer("heads");
  out->kv_heads = model.integer("kvHeads");
  out->head_dim = model.integer("headDim");
  out->vocab_size = model.integer("vocabSize");
  out->kv_type = read_name(model, "kvType", kKvTypeNames, KvType::f32);
  fields.each("weights", [&](const Napi::Value& entry, const std::string& at) {
    out->weights.push_back(read_weight(entry, at, &status));
  });
  fields.each("buffers", [&](const Napi::Value& entry, const std::string& at) {
    out->buffers.push_back(read_buffer(entry, at, &status));
  });
  fields.each("nodes", [&](const Napi::Value& entry, const std::string& at) {
    out->nodes.push_back(read_node(entry, at, &status));
  });
  return status;
}

Status read_options(const Napi::Value& value, OpenOptions* out) {
  Status status;
  const Fields fields(value, "options", &status);
  out->threads = fields.integer("threads");
  out->isa = fields.text("isa");
  out->kv_blocks = fields.integer("kvBlocks");
  out->block_tokens = fields.integer("blockTokens");
  out->max_step_tokens = fields.integer("maxStepTokens");
  out->max_sequences = fields.integer("maxSequences");
  out->timing = fields.flag("timing");
  out->tiled = fields.flag("tiled");
  out->pinned = fields.flag("pinned");
  return status;
}

}  // namespace infbench
