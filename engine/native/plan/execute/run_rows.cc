// Executor: the operations that compute row by row.
#include <cstring>

#include "../../kernels/linear/pack/affine.h"
#include "executor.h"

namespace infbench {

void Executor::embed(const Node& node, const Batch& batch) {
  const Weight& table = plan_.weights[static_cast<size_t>(node.weights[0])];
  const uint8_t* const rows = static_cast<const uint8_t*>(weights_.at(node.weights[0]));
  const void* const middles = table.minima ? rows + middles_at(table.rows, table.cols) : nullptr;
  const EmbedArgs args{rows, table.format, static_cast<const float*>(middles), batch.tokens.data, floats(node.out[0]),
                       table.cols};
  by_rows(tokens_, table.cols * 16, [&](int64_t begin, int64_t end, int) { kernels_.embed.run(args, begin, end); });
}

void Executor::norm(const Node& node) {
  const int64_t cols = info(node.in[0]).cols;
  NormArgs args{};
  args.x = floats(node.in[0]);
  args.gain = weights_.floats(node.weights[0]);
  args.bias = node.weights.size() > 1 ? weights_.floats(node.weights[1]) : nullptr;
  args.y = buffer(node.out[0]);
  args.cols = cols;
  args.eps = static_cast<float>(node.eps);
  const NormFn run = node.op == Op::layer_norm ? kernels_.norm.layer_norm : kernels_.norm.rms_norm;
  float* const sums = floats(node.in[0]);
  const float* const addends = node.in.size() > 1 ? floats(node.in[1]) : nullptr;
  by_rows(rows_of(node.in[0]), cols, [&](int64_t begin, int64_t end, int worker) {
    if (addends != nullptr) kernels_.activation.add({sums, addends, sums}, begin * cols, end * cols);
    run(args, begin, end, static_cast<float*>(worker_scratch_[static_cast<size_t>(worker)]));
  });
}

void Executor::quantize(const Node& node) {
  const int64_t cols = info(node.in[0]).cols;
  const QuantizeArgs args{floats(node.in[0]), cols, cols, buffer(node.out[0])};
  by_rows(rows_of(node.in[0]), cols,
          [&](int64_t begin, int64_t end, int) { kernels_.quantize.run(args, begin, end); });
}

void Executor::group_sums(const Node& node) {
  const int64_t cols = info(node.in[0]).cols;
  const SumsArgs args{buffer(node.in[0]), cols, floats(node.out[0]), info(node.out[0]).cols};
  by_rows(rows_of(node.in[0]), cols, [&](int64_t begin, int64_t end, int) { kernels_.sums.run(args, begin, end); });
}

void Executor::activation(const Node& node) {
  const int64_t cols = info(node.out[0]).cols;
  const ActivationArgs args{floats(node.in[0]), buffer(node.out[0]), cols, static_cast<Activation>(node.activation)};
  const ActivationFn run = node.op == Op::gated ? kernels_.activation.gated : kernels_.activation.activate;
  by_rows(rows_of(node.in[0]), 4 * cols, [&](int64_t begin, int64_t end, int worker) {
    run(args, begin, end, static_cast<float*>(worker_scratch_[static_cast<size_t>(worker)]));
  });
}

void Executor::add(const Node& node) {
  if (!node.weights.empty()) return add_bias(node);
  const AddArgs args{floats(node.in[0]), floats(node.in[1]), floats(node.out[0])};
  by_rows(rows_of(node.out[0]) * info(node.out[0]).cols, 1,
          [&](int64_t begin, int64_t end, int) { kernels_.activation.add(args, begin, end); });
}

void Executor::add_bias(const Node& node) {
  const Weight& bias = plan_.weights[static_cast<size_t>(node.weights[0])];
  const float* const values = weights_.floats(node.weights[0]);
  const int64_t cols = bias.rows * bias.cols;
  const int64_t stride = info(node.out[0]).cols;
  float* const x = floats(node.out[0]) + node.offset;
  by_rows(rows_of(node.out[0]), cols, [&](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; row++) {
      kernels_.activation.add({x + row * stride, values, x + row * stride}, 0, cols);
    }
  });
}

void Executor::rows(const Node& node, const Batch& batch) {
  const OutRows& from = buffer(node.in[0]);
  const OutRows& to = buffer(node.out[0]);
  by_rows(logits_rows_, from.stride / 4, [&](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; row++) {
      std::memcpy(to.row(row), from.row(batch.rows[row]), static_cast<size_t>(from.stride));
    }
  });
}

void Executor::sample(const Node& node, const Batch& batch) {
  const int64_t vocab = plan_.vocab_size;
  const float* const logits = floats(node.in[0]);
  pool_.run(logits_rows_, [&](int64_t row, int worker) {
    const SampleParams params{batch.temperature[row], batch.top_k[row], batch.top_p[row], batch.draw[row],
                              batch.logprob.data != nullptr};
    float* const weights = static_cast<float*>(worker_scratch_[static_cast<size_t>(worker)]);
    int32_t* const work = reinterpret_cast<int32_t*>(weights + vocab);
    const SampledToken picked = pick_token(kernels_.sample, logits + row * vocab, vocab, params, weights, work);
    batch.sampled[row] = picked.token;
    if (batch.logprob.data != nullptr) batch.logprob[row] = picked.logprob;
    if (batch.logits.data == nullptr) return;
    std::memcpy(batch.logits.data + row * vocab, logits + row * vocab, static_cast<size_t>(vocab) * sizeof(float));
  });
}

}  // namespace infbench
