// A model of random weights in every format, stepped with prefill and decode mixed: no step may allocate.
#include "../../kernels/harness/check.h"
#include "executor.h"

namespace infbench {

namespace {

constexpr int64_t kHidden = 48, kFfn = 80, kVocab = 130;

Weight random_weight(const char* name, int64_t rows, int64_t cols, bool packed) {
  Weight weight;
  weight.name = name;
  weight.rows = rows;
  weight.cols = cols;
  weight.packed = packed;
  WeightPart part;
  part.rows = rows;
  part.kind = SourceKind::random;
  part.seed = static_cast<uint32_t>(rows * 31 + cols);
  part.scale = 0.3f;
  weight.parts.push_back(part);
  return weight;
}

Node node(Op op, std::vector<int64_t> in, std::vector<int64_t> out, std::vector<int64_t> weights) {
  Node made;
  made.op = op;
  made.name = kOpNames[static_cast<int>(op)];
  made.in = std::move(in);
  made.out = std::move(out);
  made.weights = std::move(weights);
  made.eps = 1e-5;
  made.scale = 0.25;
  return made;
}

Plan small_plan() {
  Plan plan;
  plan.layers = 1;
  plan.heads = 4;
  plan.kv_heads = 2;
  plan.head_dim = 12;
  plan.vocab_size = kVocab;
  const int64_t kv = plan.kv_heads * plan.head_dim;
  plan.weights = {random_weight("embed", kVocab, kHidden, true), random_weight("gain", 1, kHidden, false),
                  random_weight("qkv", kHidden + 2 * kv, kHidden, true), random_weight("rope", 1, 6, false),
                  random_weight("o", kHidden, kHidden, true), random_weight("gate-up", 2 * kFfn, kHidden, true),
                  random_weight("down", kHidden, kFfn, true)};
  plan.buffers = {{"x", false, kHidden, 0},     {"normed", false, kHidden, 1},   {"qkv", false, kHidden + 2 * kv, 2},
                  {"mixed", false, kHidden, 3}, {"gateUp", false, 2 * kFfn, 2},  {"gated", false, kFfn, 3},
                  {"rows", true, kHidden, 4},   {"logits", true, kVocab, 5}};
  Node rope = node(Op::rope_kv, {2}, {2}, {3});
  rope.heads = plan.heads + plan.kv_heads;
  rope.k_offset = kHidden;
  rope.v_offset = kHidden + kv;
  plan.nodes = {node(Op::embed, {}, {0}, {0}),
                node(Op::norm, {0}, {1}, {1}),
                node(Op::linear, {1}, {2}, {2}),
                rope,
                node(Op::attention, {2}, {3}, {}),
                node(Op::linear, {3, 0}, {0}, {4}),
                node(Op::norm, {0}, {1}, {1}),
                node(Op::linear, {1}, {4}, {5}),
                node(Op::gated, {4}, {5}, {}),
                node(Op::linear, {5, 0}, {0}, {6}),
                node(Op::rows, {0}, {6}, {}),
                node(Op::linear, {6}, {7}, {0}),
                node(Op::sample, {7}, {}, {})};
  return plan;
}

// In front of a linear: the sums of its input and the layer of minima, whose result it adds to.
void add_minima(Plan& plan, Node& linear, std::vector<Node>& nodes) {
  Buffer sums = plan.buffers[static_cast<size_t>(linear.in[0])];
  sums.type = ActivationType::f32;
  sums.cols = (sums.cols + 31) / 32;
  sums.slot = sums.per_logits_row ? 9 : 8;
  plan.buffers.push_back(sums);
  const int64_t index = static_cast<int64_t>(plan.buffers.size()) - 1;
  nodes.push_back(node(Op::group_sums, {linear.in[0]}, {index}, {}));
  std::vector<int64_t> in = linear.in;
  in[0] = index;
  nodes.push_back(node(Op::linear_minima, in, linear.out, linear.weights));
  linear.in = {linear.in[0], linear.out[0]};
}

// Another format: linears read what went through `quantize`. minima: int4 has them. unpacked: packed in every step.
Plan in_format(WeightFormat format, bool minima = false, bool unpacked = false) {
  Plan plan = small_plan();
  for (size_t i = 1; i < plan.weights.size(); i++) plan.weights[i].unpacked = unpacked && plan.weights[i].packed;
  if (format == WeightFormat::f32) return plan;
  const bool bf16 = format == WeightFormat::bf16;
  plan.kv_type = bf16 ? KvType::bf16 : KvType::int8;
  for (Weight& weight : plan.weights) {
    if (!weight.packed) continue;
    weight.format = format;
    weight.minima = minima;
  }
  std::vector<Node> nodes;
  for (Node& each : plan.nodes) {
    if (each.op == Op::linear) {
      Buffer made = plan.buffers[static_cast<size_t>(each.in[0])];
      made.type = bf16 ? ActivationType::bf16 : ActivationType::q8;
      made.zero = format == WeightFormat::int4 ? 8 : 128;
      made.slot = made.per_logits_row ? 7 : 6;
      plan.buffers.push_back(made);
      const int64_t index = static_cast<int64_t>(plan.buffers.size()) - 1;
      nodes.push_back(node(Op::quantize, {each.in[0]}, {index}, {}));
      each.in[0] = index;
      if (minima) add_minima(plan, each, nodes);
    }
    nodes.push_back(each);
  }
  plan.nodes = std::move(nodes);
  return plan;
}

// Two sequences: one decodes, one brings three tokens; positions go round so that pages suffice.
struct Arrays {
  int32_t tokens[4], positions[4], starts[3] = {0, 1, 4};
  int32_t lengths[2], pages[4] = {3, 1, 0, 2}, page_starts[3] = {0, 2, 4};
  int32_t rows[2] = {0, 3}, top_k[2] = {5, 0}, sampled[2];
  float temperature[2] = {0.8f, 0}, top_p[2] = {0.9f, 1}, logprob[2];
  double draw[2] = {0.4, 0};

  Batch batch(int step) {
    for (int i = 0; i < 4; i++) {
      tokens[i] = (step * 7 + i) % static_cast<int>(kVocab);
      positions[i] = i == 0 ? step % 32 : (step * 3) % 29 + i - 1;
    }
    lengths[0] = positions[0] + 1;
    lengths[1] = positions[3] + 1;
    return {2, {tokens, 4}, {positions, 4}, {starts, 3}, {lengths, 2}, {pages, 4}, {page_starts, 3}, 2, {rows, 2},
            {temperature, 2}, {top_k, 2}, {top_p, 2}, {draw, 2}, {sampled, 2}, {logprob, 2}, {nullptr, 0}};
  }
};

// One new token after 1,289 places, alone in the step: with several threads its heads' keys are divided.
std::vector<float> long_step(Check& check, Isa isa, int threads, int64_t* divided) {
  constexpr int32_t kKeys = 1290, kPages = (kKeys + 15) / 16;
  std::unique_ptr<Executor> executor;
  const Status opened = Executor::open(in_format(WeightFormat::f32), {threads, isa_name(isa), kPages, 16, 1, 1}, &executor);
  check.that(opened.ok(), opened.message());
  if (!opened.ok()) return {};
  std::vector<int32_t> pages;
  for (int32_t page = 0; page < kPages; page++) pages.push_back((page * 7 + 3) % kPages);
  std::vector<float> logits(static_cast<size_t>(kVocab));
  int32_t starts[2] = {0, 1}, page_starts[2] = {0, kPages}, row = 0, top_k = 0, sampled = 0;
  float temperature = 0, top_p = 1;
  double draw = 0;
  bool ok = true;
  for (int32_t position = kKeys % 31 - 1; ok && position < kKeys; position += 31) {  // the tokens between are zeros
    const int32_t token = position * 11 % static_cast<int32_t>(kVocab), length = position + 1;
    ok = executor->step({1, {&token, 1}, {&position, 1}, {starts, 2}, {&length, 1}, {pages.data(), kPages}, {page_starts, 2}, 1,
                         {&row, 1}, {&temperature, 1}, {&top_k, 1}, {&top_p, 1}, {&draw, 1}, {&sampled, 1}, {nullptr, 0},
                         {logits.data(), kVocab}}).ok();
  }
  check.that(ok, text("%d threads: steps run", threads));
  *divided = executor->divided_heads();
  return logits;
}

void check_divided(Check& check, Isa isa) {
  if (check.threads() == 1 || !check.begin(isa, text("executor_%s", isa_name(isa)).c_str(), "keys of a head divided between threads")) return;
  int64_t divided[2];
  const std::vector<float> alone = long_step(check, isa, 1, &divided[0]), shared = long_step(check, isa, 3, &divided[1]);
  const auto got = [&](int i) { return static_cast<long long>(divided[i]); };
  check.that(got(0) == 0 && got(1) == 2, text("divided heads: expected 0 and 2, got %lld and %lld", got(0), got(1)));
  check.that(alone == shared, "logits: expected the same bits with one thread and three");
  check.end();
}

}  // namespace

void check_executor(Check& check) {
  for (const Isa isa : kIsasBestFirst) {
    if (!check.begin(isa, text("executor_%s", isa_name(isa)).c_str(), "no allocation in 1,000 steps")) continue;
    const std::pair<const char*, Plan> plans[] = {
        {"f32", in_format(WeightFormat::f32)}, {"bf16", in_format(WeightFormat::bf16)}, {"int8", in_format(WeightFormat::int8)},
        {"int4", in_format(WeightFormat::int4)}, {"int4 with minima", in_format(WeightFormat::int4, true)},
        {"f32 unpacked", in_format(WeightFormat::f32, false, true)}, {"int4 unpacked", in_format(WeightFormat::int4, false, true)}};
    for (const auto& [name, plan] : plans) {
      std::unique_ptr<Executor> executor;
      const Status opened = Executor::open(plan, {check.threads() > 1 ? 2 : 1, isa_name(isa), 4, 16, 8, 2}, &executor);
      check.that(opened.ok(), std::string(name) + ": " + opened.message());
      Arrays arrays;
      bool ok = opened.ok();
      const int64_t before = allocation_count();
      for (int step = 0; ok && step < 250; step++) ok = executor->step(arrays.batch(step)).ok();
      const long long allocations = allocation_count() - before;
      check.that(ok, std::string(name) + ": steps run");
      check.that(allocations == 0, text("%s: allocations: expected 0, got %lld", name, allocations));
    }
    check.end();
    check_divided(check, isa);
  }
}

}  // namespace infbench
