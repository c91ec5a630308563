#include "check_node.h"

#include "checker.h"

namespace infbench {

namespace {

struct Arity {
  size_t in_min, in_max, out, weights_min, weights_max;
};

Arity arity(Op op) {
  switch (op) {
    case Op::embed: return {0, 0, 1, 1, 1};
    case Op::norm: return {1, 2, 1, 1, 1};
    case Op::layer_norm: return {1, 2, 1, 1, 2};
    case Op::linear: return {1, 2, 1, 1, 2};
    case Op::linear_gated: return {1, 1, 1, 1, 1};
    case Op::linear_minima: return {1, 2, 1, 1, 2};
    case Op::rope: return {1, 1, 1, 1, 1};
    case Op::kv_write: return {1, 1, 0, 0, 0};
    case Op::rope_kv: return {1, 1, 1, 1, 1};
    case Op::add: return {1, 2, 1, 0, 1};
    case Op::sample: return {1, 1, 0, 0, 0};
    default: return {1, 1, 1, 0, 0};
  }
}

void counts(Checker& c) {
  const Node& node = c.node;
  const Arity a = arity(node.op);
  c.need(node.in.size() >= a.in_min && node.in.size() <= a.in_max, "number of inputs", a.in_min, node.in.size());
  c.need(node.out.size() == a.out, "number of outputs", a.out, node.out.size());
  c.need(node.weights.size() >= a.weights_min && node.weights.size() <= a.weights_max, "number of weights",
         a.weights_min, node.weights.size());
  for (const int64_t i : node.in) c.index(i, c.plan.buffers.size(), "input");
  for (const int64_t i : node.out) c.index(i, c.plan.buffers.size(), "output");
  for (const int64_t i : node.weights) c.index(i, c.plan.weights.size(), "weight");
}

// What all but linear layers, quantize and rows have in common: they read floats.
void float_inputs(Checker& c) {
  for (size_t i = 0; i < c.node.in.size(); i++) c.type("input type", ActivationType::f32, c.in(i).type);
}

void embed(Checker& c) {
  const Weight& table = c.weight(0);
  c.need(table.packed && !table.unpacked, "table layout packed16", 1, 0);
  c.need(table.rows >= c.plan.vocab_size, "table rows", c.plan.vocab_size, table.rows);
  c.equal("table cols", c.out(0).cols, table.cols);
  c.type("output type", ActivationType::f32, c.out(0).type);
  c.tokens(c.out(0));
}

void norm(Checker& c) {
  float_inputs(c);
  for (size_t i = 0; i < c.node.weights.size(); i++) c.vector(c.weight(i), c.in(0).cols, i == 0 ? "gain" : "bias");
  c.equal("output cols", c.in(0).cols, c.out(0).cols);
  c.same_rows(c.in(0), c.out(0));
  if (c.node.in.size() == 1) return c.apart_or_alike(c.in(0), c.out(0));
  // With an addend the input is written too, and read by others later.
  c.equal("addend cols", c.in(0).cols, c.in(1).cols);
  c.same_rows(c.in(1), c.in(0));
  c.apart(c.in(0), c.out(0));
  c.apart(c.in(1), c.out(0));
  c.apart(c.in(1), c.in(0));
}

void quantize(Checker& c) {
  float_inputs(c);
  c.equal("output cols", c.in(0).cols, c.out(0).cols);
  c.same_rows(c.in(0), c.out(0));
  c.apart(c.in(0), c.out(0));
}

void rope(Checker& c) {
  float_inputs(c);
  c.tokens(c.in(0));
  c.equal("output buffer (rope is in place)", c.node.in[0], c.node.out[0]);
  c.vector(c.weight(0), c.plan.head_dim / 2, "inverse frequencies");
  c.need(c.plan.head_dim % 2 == 0, "even headDim", 0, c.plan.head_dim);
  c.columns("attrs.heads", c.node.offset, c.node.heads);
}

void kv_write(Checker& c) {
  float_inputs(c);
  c.tokens(c.in(0));
  c.index(c.node.layer, static_cast<size_t>(c.plan.layers), "attrs.layer");
  c.columns("attrs.kOffset", c.node.k_offset, c.plan.kv_heads);
  c.columns("attrs.vOffset", c.node.v_offset, c.plan.kv_heads);
}

void attention(Checker& c) {
  const Buffer& y = c.out(0);
  float_inputs(c);
  c.tokens(c.in(0));
  c.tokens(y);
  c.index(c.node.layer, static_cast<size_t>(c.plan.layers), "attrs.layer");
  c.columns("attrs.qOffset", c.node.q_offset, c.plan.heads);
  c.equal("output cols", c.plan.heads * c.plan.head_dim, y.cols);
  c.need(c.node.window >= 0, "attrs.window at least", 0, c.node.window);
  c.need(c.node.softcap >= 0, "attrs.softcap at least", 0, c.node.softcap);
  c.apart(c.in(0), y);
  // Threads divide KV heads: what the query heads of one write must not share a scale or a pair with the next.
  const int64_t piece = c.plan.heads / c.plan.kv_heads * c.plan.head_dim;
  if (y.type == ActivationType::bf16) c.equal("columns of a KV head modulo 2", 0, piece % 2);
  if (y.type == ActivationType::q8) {
    c.need(y.span != 0, "output span (of attention)", 32, y.span);
    if (c.ok()) c.equal("columns of a KV head modulo the output's span", 0, piece % y.span);
  }
}

void gated(Checker& c) {
  float_inputs(c);
  c.activation();
  c.equal("input cols", 2 * c.out(0).cols, c.in(0).cols);
  c.same_rows(c.in(0), c.out(0));
  c.apart(c.in(0), c.out(0));
}

void activate(Checker& c) {
  float_inputs(c);
  c.activation();
  c.equal("input cols", c.out(0).cols, c.in(0).cols);
  c.same_rows(c.in(0), c.out(0));
  c.apart_or_alike(c.in(0), c.out(0));
}

// A bias goes to its own columns, in place.
void add_bias(Checker& c) {
  const Weight& bias = c.weight(0);
  const int64_t size = bias.rows * bias.cols;
  c.need(!bias.packed && (bias.rows == 1 || bias.cols == 1), "bias layout plain", 1, int{!bias.packed});
  c.equal("output buffer (a bias is added in place)", c.node.in[0], c.node.out[0]);
  c.need(c.node.offset >= 0 && size <= c.out(0).cols && c.node.offset <= c.out(0).cols - size, "attrs.offset at most",
         c.out(0).cols - size, c.node.offset);
}

void add(Checker& c) {
  float_inputs(c);
  c.equal("inputs and biases", 2, static_cast<int64_t>(c.node.in.size() + c.node.weights.size()));
  if (!c.ok()) return;
  if (!c.node.weights.empty()) return add_bias(c);
  c.type("output type", ActivationType::f32, c.out(0).type);
  for (size_t i = 0; i < 2; i++) {
    c.equal("input cols", c.out(0).cols, c.in(i).cols);
    c.same_rows(c.in(i), c.out(0));
  }
}

void rows(Checker& c) {
  c.tokens(c.in(0));
  c.need(c.out(0).per_logits_row, "output rows per logits row", 1, int{c.out(0).per_logits_row});
  c.equal("output cols", c.in(0).cols, c.out(0).cols);
  c.type("output type", c.in(0).type, c.out(0).type);
  c.equal("output span", c.in(0).span, c.out(0).span);
  c.equal("output zero", c.in(0).zero, c.out(0).zero);
  c.apart(c.in(0), c.out(0));
}

void sample(Checker& c) {
  float_inputs(c);
  c.need(c.in(0).per_logits_row, "input rows per logits row", 1, int{c.in(0).per_logits_row});
  c.equal("input cols", c.plan.vocab_size, c.in(0).cols);
}

}  // namespace

Status check_node(const Plan& plan, const Node& node) {
  Checker c(plan, node);
  counts(c);
  if (!c.ok()) return c.status();
  switch (node.op) {
    case Op::embed: embed(c); break;
    case Op::norm: norm(c); break;
    case Op::layer_norm: norm(c); break;
    case Op::quantize: quantize(c); break;
    case Op::linear: check_linear(c); break;
    case Op::linear_gated: check_linear_gated(c); break;
    case Op::group_sums: check_group_sums(c); break;
    case Op::linear_minima: check_linear_minima(c); break;
    case Op::rope: rope(c); break;
    case Op::kv_write: kv_write(c); break;
    case Op::rope_kv: rope(c); kv_write(c); break;
    case Op::attention: attention(c); break;
    case Op::gated: gated(c); break;
    case Op::activate: activate(c); break;
    case Op::add: add(c); break;
    case Op::rows: rows(c); break;
    case Op::sample: sample(c); break;
  }
  return c.status();
}

}  // namespace infbench
