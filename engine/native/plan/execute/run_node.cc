// Executor: the operations that cut work by columns and heads: linear layers, rotary embedding, pages, attention.
#include <algorithm>

#include "../../kernels/linear/pack/affine.h"
#include "executor.h"

namespace infbench {

void Executor::run(size_t index, const Batch& batch) {
  const Node& node = plan_.nodes[index];
  const NodeState& state = nodes_[index];
  switch (node.op) {
    case Op::embed: return embed(node, batch);
    case Op::norm: return norm(node);
    case Op::layer_norm: return norm(node);
    case Op::quantize: return quantize(node);
    case Op::linear: return linear(node, state);
    case Op::linear_gated: return linear(node, state);
    case Op::linear_minima: return linear(node, state);
    case Op::group_sums: return group_sums(node);
    case Op::rope: return rope(node, state);
    case Op::kv_write: return kv_write(node);
    case Op::rope_kv: rope(node, state); return kv_write(node);
    case Op::attention: return attention(node, state, batch);
    case Op::gated: return activation(node);
    case Op::activate: return activation(node);
    case Op::add: return add(node);
    case Op::rows: return rows(node, batch);
    case Op::sample: return sample(node, batch);
  }
}

void Executor::linear(const Node& node, const NodeState& state) {
  const Weight& weight = plan_.weights[static_cast<size_t>(node.weights[0])];
  const OutRows& x = buffer(node.in[0]);
  LinearArgs args{};
  args.x = x.data;
  args.x_stride = x.stride;
  args.q8 = x.q8;
  args.weights = weight.unpacked ? weights_.pack(node.weights[0], weight, pool_) : weights_.at(node.weights[0]);
  args.bias = node.weights.size() > 1 ? weights_.floats(node.weights[1]) : nullptr;
  args.residual = node.in.size() > 1 ? floats(node.in[1]) + node.out_offset : nullptr;
  args.y = buffer(node.out[0]);
  args.inner = weight.cols;
  args.outputs = weight.rows;
  if (node.op == Op::linear_minima) {  // the middles, a column per group
    args.weights = static_cast<const uint8_t*>(args.weights) + middles_at(weight.rows, weight.cols);
    args.inner = affine_groups(weight.cols);
  }
  args.gated = node.op == Op::linear_gated;
  args.activation = static_cast<Activation>(node.activation);
  args.read_ahead = read_ahead_.data();
  if (!args.gated) args.y.data = floats(node.out[0]) + node.out_offset;
  run_linear(pool_, *state.linear, args, rows_of(node.in[0]), worker_scratch_.data(), options_.tiled);
}

void Executor::rope(const Node& node, const NodeState& state) {
  const Angles& angles = *angles_[state.angles];
  RopeArgs args{};
  args.x = floats(node.in[0]);
  args.cos = angles.cos();
  args.sin = angles.sin();
  args.positions = positions_;
  args.stride = info(node.in[0]).cols;
  args.offset = node.offset;
  args.heads = node.heads;
  args.head_dim = plan_.head_dim;
  args.interleaved = node.interleaved != 0;
  by_rows(tokens_, node.heads * plan_.head_dim,
          [&](int64_t begin, int64_t end, int) { kernels_.rope.run(args, begin, end); });
}

void Executor::kv_write(const Node& node) {
  KvWriteArgs args{};
  args.x = floats(node.in[0]);
  args.stride = info(node.in[0]).cols;
  args.slots = kv_slots_.data();
  args.layer = layer(node.layer);
  args.shape = kv_shape_;
  args.k_offset = node.k_offset;
  args.v_offset = node.v_offset;
  by_rows(plan_.kv_heads, 2 * tokens_ * plan_.head_dim,
          [&](int64_t begin, int64_t end, int worker) {
            void* const scratch = worker_scratch_[static_cast<size_t>(worker)];
            kv_write_runs(args, kernels_.quantize.run, scratch, tokens_, begin, end);
          });
}

void Executor::attention(const Node& node, const NodeState& state, const Batch& batch) {
  AttentionArgs args{};
  args.q = floats(node.in[0]);
  args.q_stride = info(node.in[0]).cols;
  args.q_offset = node.q_offset;
  args.layer = layer(node.layer);
  args.shape = kv_shape_;
  args.y = buffer(node.out[0]);
  args.positions = positions_;
  args.heads = plan_.heads;
  args.scale = static_cast<float>(node.scale);
  args.softcap = static_cast<float>(node.softcap);
  args.window = node.window;
  const auto range = [&](int worker) { return &attention_ranges_[static_cast<size_t>(worker)]; };
  const JobRanges ranges(attention_count_, pool_.threads(), range);
  pool_.run(std::min<int64_t>(attention_count_, pool_.threads()), [&](int64_t, int worker) {
    float* const scratch = static_cast<float*>(worker_scratch_[static_cast<size_t>(worker)]);
    for (int64_t job = ranges.next(worker, range); job >= 0; job = ranges.next(worker, range)) {
      const AttentionItem& item = attention_items_[static_cast<size_t>(job)];
      attend(*state.attention, args, item, batch.pages.data + batch.page_starts[item.sequence], scratch);
    }
  });
  if (node.layer + 1 < plan_.layers) start_read_ahead(node.layer + 1);
}

}  // namespace infbench
