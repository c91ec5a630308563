// Linear layers: which inputs the kernels of a weight format read, and what a fused activation may write.
#include "../../kernels/linear/pack/affine.h"
#include "checker.h"

namespace infbench {

namespace {

// f32 reads f32, bf16 reads bf16, the integer formats read q8; int4 reads f32 too.
void input(Checker& c) {
  const WeightFormat format = c.weight(0).format;
  const Buffer& x = c.in(0);
  c.packed(c.weight(0));
  c.equal("weight cols", x.cols, c.weight(0).cols);
  if (format == WeightFormat::f32) return c.type("input type for f32 weights", ActivationType::f32, x.type);
  if (format == WeightFormat::bf16) return c.type("input type for bf16 weights", ActivationType::bf16, x.type);
  if (format == WeightFormat::int4 && x.type == ActivationType::f32) return;
  const bool int4 = format == WeightFormat::int4;
  c.type(int4 ? "input type for int4 weights" : "input type for int8 weights", ActivationType::q8, x.type);
  c.equal(int4 ? "input zero for int4 weights" : "input zero for int8 weights", int4 ? 8 : 128, x.zero);
}

// What the epilogue reads and writes, f32: columns from attrs.outOffset on, bias, residual.
void output(Checker& c) {
  const Weight& w = c.weight(0);
  const Buffer& y = c.out(0);
  c.type("output type", ActivationType::f32, y.type);
  c.need(c.node.out_offset >= 0 && c.node.out_offset <= y.cols - w.rows, "attrs.outOffset at most", y.cols - w.rows,
         c.node.out_offset);
  c.same_rows(c.in(0), y);
  c.apart(c.in(0), y);
  if (c.node.weights.size() > 1) c.vector(c.weight(1), w.rows, "bias");
  if (c.node.in.size() > 1) {
    c.type("residual type", ActivationType::f32, c.in(1).type);
    c.equal("residual cols", y.cols, c.in(1).cols);
    c.same_rows(c.in(1), y);
  }
}

}  // namespace

void check_linear(Checker& c) {
  input(c);
  output(c);
}

void check_linear_gated(Checker& c) {
  const Buffer& y = c.out(0);
  input(c);
  c.activation();
  c.need(!c.weight(0).minima, "minima of the weight", 0, 1);
  c.equal("weight rows, twice the output cols", 2 * y.cols, c.weight(0).rows);
  c.equal("output cols modulo 16", 0, y.cols % 16);
  if (y.type == ActivationType::q8) {
    // Columns are made in pieces by several threads: a scale must not need more than a piece.
    c.need(y.span != 0, "output span (of a fused activation)", 32, y.span);
    if (c.ok()) c.equal("output cols modulo span", 0, y.cols % y.span);
  }
  c.same_rows(c.in(0), y);
  c.apart(c.in(0), y);
}

void check_group_sums(Checker& c) {
  const Buffer& x = c.in(0);
  const Buffer& y = c.out(0);
  if (x.type == ActivationType::bf16) c.type("input type", ActivationType::f32, x.type);
  c.type("output type", ActivationType::f32, y.type);
  c.equal("output cols, a group of 32 each", affine_groups(x.cols), y.cols);
  c.same_rows(x, y);
  c.apart(x, y);
}

void check_linear_minima(Checker& c) {
  c.need(c.weight(0).minima, "minima of the weight", 1, 0);
  c.type("input type", ActivationType::f32, c.in(0).type);
  c.equal("input cols, a group of 32 weight cols each", affine_groups(c.weight(0).cols), c.in(0).cols);
  output(c);
}

}  // namespace infbench
