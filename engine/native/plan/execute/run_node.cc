// Executor: one function per operation of the plan. Each cuts its work into jobs for the pool and calls a kernel.
#include <algorithm>
#include <cstring>

#include "../../kernels/linear/linear.h"
#include "executor.h"

namespace infbench {

void Executor::run(const Node& node, const Batch& batch) {
  switch (node.op) {
    case Op::embed: return embed(node, batch);
    case Op::norm: return norm(node);
    case Op::linear: return linear(node);
    case Op::rope: return rope(node);
    case Op::kv_write: return kv_write(node);
    case Op::rope_kv: rope(node); return kv_write(node);
    case Op::attention: return attention(node, batch);
    case Op::gated: return gated(node);
    case Op::add: return add(node);
    case Op::rows: return rows(node, batch);
    case Op::sample: return sample(node, batch);
  }
}

void Executor::embed(const Node& node, const Batch& batch) {
  const int64_t cols = info(node.out[0]).cols;
  const EmbedArgs args{weights_.at(node.weights[0]), batch.tokens.data, buffer(node.out[0]), cols};
  by_rows(tokens_, cols * 16, [&](int64_t begin, int64_t end) { kernels_.embed.run(args, begin, end); });
}

void Executor::norm(const Node& node) {
  const int64_t cols = info(node.in[0]).cols;
  const NormArgs args{buffer(node.in[0]), weights_.at(node.weights[0]), buffer(node.out[0]), cols,
                      static_cast<float>(node.eps)};
  by_rows(rows_of(node.in[0]), cols, [&](int64_t begin, int64_t end) { kernels_.norm.run(args, begin, end); });
}

void Executor::linear(const Node& node) {
  const Weight& weight = plan_.weights[static_cast<size_t>(node.weights[0])];
  const int64_t rows = rows_of(node.in[0]);
  float* const y = buffer(node.out[0]) + node.out_offset;
  LinearArgs args{};
  args.x = buffer(node.in[0]);
  args.x_stride = weight.cols * static_cast<int64_t>(sizeof(float));
  args.weights = weights_.at(node.weights[0]);
  args.bias = node.weights.size() > 1 ? weights_.at(node.weights[1]) : nullptr;
  args.residual = node.in.size() > 1 ? buffer(node.in[1]) + node.out_offset : nullptr;
  args.y = {y, info(node.out[0]).cols * static_cast<int64_t>(sizeof(float)), ActivationType::f32, {}};
  args.inner = weight.cols;
  args.outputs = weight.rows;
  run_linear(pool_, kernels_.linear, args, rows, linear_scratch_.data(), options_.tiled);
}

void Executor::rope(const Node& node) {
  const auto table = std::find_if(rope_tables_.begin(), rope_tables_.end(),
                                  [&](const RopeTable& entry) { return entry.weight == node.weights[0]; });
  const RopeArgs args{buffer(node.in[0]), table->cos,      table->sin,           info(node.in[0]).cols,
                      node.offset,        node.heads,      plan_.head_dim,       node.interleaved != 0};
  by_rows(tokens_, node.heads * plan_.head_dim,
          [&](int64_t begin, int64_t end) { kernels_.rope.run(args, begin, end); });
}

void Executor::kv_write(const Node& node) {
  const KvWriteArgs args{buffer(node.in[0]),   info(node.in[0]).cols, kv_slots_.data(), kv_layer(node.layer),
                         kv_shape(), node.k_offset,         node.v_offset};
  by_rows(plan_.kv_heads, 2 * tokens_ * plan_.head_dim,
          [&](int64_t begin, int64_t end) { infbench::kv_write(args, tokens_, begin, end); });
}

void Executor::attention(const Node& node, const Batch& batch) {
  AttentionArgs args{};
  args.q = buffer(node.in[0]);
  args.q_stride = info(node.in[0]).cols;
  args.q_offset = node.q_offset;
  args.layer = kv_layer(node.layer);
  args.shape = kv_shape();
  args.y = {buffer(node.out[0]), info(node.out[0]).cols * 4, ActivationType::f32, {}};
  args.positions = positions_;
  args.heads = plan_.heads;
  args.scale = static_cast<float>(node.scale);
  pool_.run(attention_count_ * plan_.kv_heads, [&](int64_t job, int worker) {
    const AttentionItem& item = attention_items_[static_cast<size_t>(job / plan_.kv_heads)];
    const AttentionTask task{batch.pages.data + batch.page_starts[item.sequence], item.row_begin, item.row_end,
                             job % plan_.kv_heads};
    kernels_.attention.run(args, task, attention_scratch_[static_cast<size_t>(worker)]);
  });
}

void Executor::gated(const Node& node) {
  const int64_t cols = info(node.out[0]).cols;
  const GatedArgs args{buffer(node.in[0]), buffer(node.out[0]), cols};
  by_rows(rows_of(node.in[0]), 4 * cols,
          [&](int64_t begin, int64_t end) { kernels_.activation.gated(args, begin, end); });
}

void Executor::add(const Node& node) {
  const AddArgs args{buffer(node.in[0]), buffer(node.in[1]), buffer(node.out[0])};
  by_rows(rows_of(node.out[0]) * info(node.out[0]).cols, 1,
          [&](int64_t begin, int64_t end) { kernels_.activation.add(args, begin, end); });
}

void Executor::rows(const Node& node, const Batch& batch) {
  const int64_t cols = info(node.in[0]).cols;
  const float* const from = buffer(node.in[0]);
  float* const to = buffer(node.out[0]);
  by_rows(logits_rows_, cols, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      std::memcpy(to + row * cols, from + batch.rows[row] * cols, static_cast<size_t>(cols) * sizeof(float));
    }
  });
}

void Executor::sample(const Node& node, const Batch& batch) {
  const int64_t vocab = plan_.vocab_size;
  const float* const logits = buffer(node.in[0]);
  pool_.run(logits_rows_, [&](int64_t row, int worker) {
    const SampleParams params{batch.temperature[row], batch.top_k[row], batch.top_p[row], batch.draw[row]};
    const size_t w = static_cast<size_t>(worker);
    const SampledToken picked =
        pick_token(kernels_.sample, logits + row * vocab, vocab, params, sample_weights_[w], sample_work_[w]);
    batch.sampled[row] = picked.token;
    batch.logprob[row] = picked.logprob;
    if (batch.logits.data == nullptr) return;
    std::memcpy(batch.logits.data + row * vocab, logits + row * vocab, static_cast<size_t>(vocab) * sizeof(float));
  });
}

}  // namespace infbench
