// What the checks of all operations share: the node's buffers and weights, and the first fault, which sticks.
#pragma once

#include "../plan.h"
#include "../status.h"

namespace infbench {

class Checker {
 public:
  Checker(const Plan& plan, const Node& node) : plan(plan), node(node) {}

  const Plan& plan;
  const Node& node;

  const Buffer& in(size_t i) const { return plan.buffers[static_cast<size_t>(node.in[i])]; }
  const Buffer& out(size_t i) const { return plan.buffers[static_cast<size_t>(node.out[i])]; }
  const Weight& weight(size_t i) const { return plan.weights[static_cast<size_t>(node.weights[i])]; }

  template <class A, class B>
  void need(bool condition, const char* what, A expected, B got) {
    if (condition || !fault_.empty()) return;
    fail(what, std::to_string(expected), std::to_string(got));
  }
  void equal(const char* what, int64_t expected, int64_t got) { need(expected == got, what, expected, got); }
  void index(int64_t i, size_t count, const char* what) {
    need(i >= 0 && i < static_cast<int64_t>(count), what, static_cast<int64_t>(count) - 1, i);
  }
  void type(const char* what, ActivationType expected, ActivationType got) {
    if (expected == got || !fault_.empty()) return;
    fail(what, kActivationTypeNames[static_cast<int>(expected)], kActivationTypeNames[static_cast<int>(got)]);
  }

  void vector(const Weight& w, int64_t size, const char* what) {
    const bool flat = !w.packed && (w.rows == 1 || w.cols == 1);
    need(flat && w.rows * w.cols == size, what, size, flat ? w.rows * w.cols : -1);
  }
  void packed(const Weight& w) { need(w.packed, "weight layout packed16", 1, int{w.packed}); }
  void tokens(const Buffer& buffer) { need(!buffer.per_logits_row, "rows per token", 0, 1); }
  void same_rows(const Buffer& a, const Buffer& b) {
    need(a.per_logits_row == b.per_logits_row, "input and output with the same kind of rows", 0, 1);
  }
  // Rows are read after others have been written.
  void apart(const Buffer& a, const Buffer& b) {
    need(a.slot != b.slot, "output slot other than the input's", -1, b.slot);
  }
  // Each element is read before it is written, by the same thread: the same place will do.
  void apart_or_alike(const Buffer& a, const Buffer& b) {
    if (a.type != b.type || a.row_bytes() != b.row_bytes()) apart(a, b);
  }
  // `heads` heads of columns from `offset` on lie in the input.
  void columns(const char* what, int64_t offset, int64_t heads) {
    const int64_t cols = in(0).cols;
    need(heads >= 0 && offset >= 0 && offset <= cols && heads <= (cols - offset) / plan.head_dim, what,
         cols - plan.head_dim, offset);
  }
  void activation() {
    need(node.activation >= 0 && node.activation <= static_cast<int64_t>(Activation::relu),
         "attrs.activation at most", static_cast<int64_t>(Activation::relu), node.activation);
  }

  bool ok() const { return fault_.empty(); }
  Status status() const { return fault_.empty() ? Status() : Status::error(fault_); }

  void fail(const char* what, const std::string& expected, const std::string& got) {
    if (!fault_.empty()) return;
    fault_ = format("plan: node %s (%s): %s: expected %s, got %s", node.name.c_str(),
                    kOpNames[static_cast<int>(node.op)], what, expected.c_str(), got.c_str());
  }

 private:
  std::string fault_;
};

// Operations of check_linear.cc.
void check_linear(Checker& c);
void check_linear_gated(Checker& c);
void check_group_sums(Checker& c);
void check_linear_minima(Checker& c);

}  // namespace infbench
