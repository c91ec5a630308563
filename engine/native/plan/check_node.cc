#include "check_node.h"

namespace infbench {

namespace {

using Long = long long;

class Checker {
 public:
  Checker(const Plan& plan, const Node& node) : plan_(plan), node_(node) {}

  Status check() {
    counts();
    if (!fault_.empty()) return Status::error(fault_);
    switch (node_.op) {
      case Op::embed: return embed();
      case Op::norm: return norm();
      case Op::linear: return linear();
      case Op::rope: return rope();
      case Op::kv_write: return kv_write();
      case Op::rope_kv: return rope(), kv_write();
      case Op::attention: return attention();
      case Op::gated: return gated();
      case Op::add: return add();
      case Op::rows: return rows();
      case Op::sample: return sample();
    }
    return done();
  }

 private:
  struct Arity {
    size_t in_min, in_max, out, weights_min, weights_max;
  };

  static Arity arity(Op op) {
    switch (op) {
      case Op::embed: return {0, 0, 1, 1, 1};
      case Op::norm: return {1, 1, 1, 1, 1};
      case Op::linear: return {1, 2, 1, 1, 2};
      case Op::rope: return {1, 1, 1, 1, 1};
      case Op::kv_write: return {1, 1, 0, 0, 0};
      case Op::rope_kv: return {1, 1, 1, 1, 1};
      case Op::attention: return {1, 1, 1, 0, 0};
      case Op::add: return {2, 2, 1, 0, 0};
      case Op::sample: return {1, 1, 0, 0, 0};
      default: return {1, 1, 1, 0, 0};
    }
  }

  void counts() {
    const Arity a = arity(node_.op);
    need(node_.in.size() >= a.in_min && node_.in.size() <= a.in_max, "number of inputs", a.in_min, node_.in.size());
    need(node_.out.size() == a.out, "number of outputs", a.out, node_.out.size());
    need(node_.weights.size() >= a.weights_min && node_.weights.size() <= a.weights_max, "number of weights",
         a.weights_min, node_.weights.size());
    for (const int64_t i : node_.in) index(i, plan_.buffers.size(), "input");
    for (const int64_t i : node_.out) index(i, plan_.buffers.size(), "output");
    for (const int64_t i : node_.weights) index(i, plan_.weights.size(), "weight");
  }

  Status embed() {
    const Weight& table = weight(0);
    need(table.packed, "table layout packed16", 1, table.packed);
    need(table.rows >= plan_.vocab_size, "table rows", plan_.vocab_size, table.rows);
    equal("table cols", out(0).cols, table.cols);
    tokens(out(0));
    return done();
  }

  Status norm() {
    vector(weight(0), in(0).cols, "gain");
    equal("output cols", in(0).cols, out(0).cols);
    same_rows(in(0), out(0));
    return done();
  }

  Status linear() {
    const Weight& w = weight(0);
    need(w.packed, "weight layout packed16", 1, w.packed);
    equal("weight cols", in(0).cols, w.cols);
    need(node_.out_offset >= 0 && node_.out_offset <= out(0).cols - w.rows, "attrs.outOffset at most",
         out(0).cols - w.rows, node_.out_offset);
    same_rows(in(0), out(0));
    need(in(0).slot != out(0).slot, "output slot other than the input's", -1, out(0).slot);
    if (node_.weights.size() > 1) vector(weight(1), w.rows, "bias");
    if (node_.in.size() > 1) {
      equal("residual cols", out(0).cols, in(1).cols);
      same_rows(in(1), out(0));
    }
    return done();
  }

  Status rope() {
    tokens(in(0));
    equal("output buffer (rope is in place)", node_.in[0], node_.out[0]);
    vector(weight(0), plan_.head_dim / 2, "inverse frequencies");
    need(plan_.head_dim % 2 == 0, "even headDim", 0, plan_.head_dim);
    columns("attrs.heads", node_.offset, node_.heads);
    return done();
  }

  Status kv_write() {
    tokens(in(0));
    index(node_.layer, static_cast<size_t>(plan_.layers), "attrs.layer");
    columns("attrs.kOffset", node_.k_offset, plan_.kv_heads);
    columns("attrs.vOffset", node_.v_offset, plan_.kv_heads);
    return done();
  }

  Status attention() {
    tokens(in(0));
    tokens(out(0));
    index(node_.layer, static_cast<size_t>(plan_.layers), "attrs.layer");
    columns("attrs.qOffset", node_.q_offset, plan_.heads);
    equal("output cols", plan_.heads * plan_.head_dim, out(0).cols);
    need(in(0).slot != out(0).slot, "output slot other than the input's", -1, out(0).slot);
    return done();
  }

  Status gated() {
    equal("input cols", 2 * out(0).cols, in(0).cols);
    same_rows(in(0), out(0));
    need(in(0).slot != out(0).slot, "output slot other than the input's", -1, out(0).slot);
    return done();
  }

  Status add() {
    for (size_t i = 0; i < 2; i++) {
      equal("input cols", out(0).cols, in(i).cols);
      same_rows(in(i), out(0));
    }
    return done();
  }

  Status rows() {
    tokens(in(0));
    need(out(0).per_logits_row, "output rows per logits row", 1, out(0).per_logits_row);
    equal("output cols", in(0).cols, out(0).cols);
    need(in(0).slot != out(0).slot, "output slot other than the input's", -1, out(0).slot);
    return done();
  }

  Status sample() {
    need(in(0).per_logits_row, "input rows per logits row", 1, in(0).per_logits_row);
    equal("input cols", plan_.vocab_size, in(0).cols);
    return done();
  }

  const Buffer& in(size_t i) const { return plan_.buffers[static_cast<size_t>(node_.in[i])]; }
  const Buffer& out(size_t i) const { return plan_.buffers[static_cast<size_t>(node_.out[i])]; }
  const Weight& weight(size_t i) const { return plan_.weights[static_cast<size_t>(node_.weights[i])]; }

  void vector(const Weight& w, int64_t size, const char* what) {
    need(!w.packed && w.rows == 1 && w.cols == size, what, size, w.packed ? -1 : w.rows * w.cols);
  }
  void tokens(const Buffer& buffer) { need(!buffer.per_logits_row, "rows per token", 0, 1); }
  void same_rows(const Buffer& a, const Buffer& b) {
    need(a.per_logits_row == b.per_logits_row, "input and output with the same kind of rows", 0, 1);
  }
  void columns(const char* what, int64_t offset, int64_t heads) {
    const int64_t last = in(0).cols - plan_.head_dim;
    need(heads >= 0 && offset >= 0 && offset <= in(0).cols && heads <= (in(0).cols - offset) / plan_.head_dim, what,
         last, offset);
  }
  void index(int64_t i, size_t count, const char* what) {
    need(i >= 0 && i < static_cast<int64_t>(count), what, static_cast<int64_t>(count) - 1, i);
  }
  void equal(const char* what, int64_t expected, int64_t got) { need(expected == got, what, expected, got); }

  template <class A, class B>
  void need(bool condition, const char* what, A expected, B got) {
    if (condition || !fault_.empty()) return;
    fault_ = format("plan: node %s (%s): %s: expected %lld, got %lld", node_.name.c_str(),
                    kOpNames[static_cast<int>(node_.op)], what, static_cast<Long>(expected), static_cast<Long>(got));
  }
  Status done() const { return fault_.empty() ? Status() : Status::error(fault_); }

  const Plan& plan_;
  const Node& node_;
  std::string fault_;
};

}  // namespace

Status check_node(const Plan& plan, const Node& node) { return Checker(plan, node).check(); }

}  // namespace infbench
