// Executor: from a plan to a model that can step.
#include <algorithm>

#include "../check/check_plan.h"
#include "executor.h"

namespace infbench {

namespace {

Kernels kernels_of(Isa isa) {
  return {embed_kernel(isa), norm_kernel(isa),       quantize_kernel(isa), sums_kernel(isa),
          rope_kernel(isa),  activation_kernel(isa), sample_kernel(isa)};
}

// Blocks of 16 outputs in a job of linear_minima. Its rows are a 32nd of a layer's, so with as few blocks as elsewhere handing
// out a job would cost as much as the job.
constexpr int kMinimaBlocks = 64;

Status choose_isa(const std::string& name, Isa* isa) {
  if (!parse_isa(name.c_str(), isa)) {
    std::string names;
    for (const Isa each : kIsasBestFirst) names += std::string(names.empty() ? "" : ", ") + isa_name(each);
    return Status::error(format("open: isa: expected one of %s, got %s", names.c_str(), name.c_str()));
  }
  if (!cpu_runs(*isa)) return Status::error(format("open: isa: this CPU does not run %s", name.c_str()));
  return {};
}

}  // namespace

Executor::Executor(Plan plan, const OpenOptions& options, Isa isa)
    : plan_(std::move(plan)),
      options_(options),
      kernels_(kernels_of(isa)),
      kv_shape_(KvShape::of_pool(plan_.kv_type, plan_.kv_heads, plan_.head_dim, options.block_tokens, options.kv_blocks)),
      pool_(static_cast<int>(options.threads), options.pinned),
      pinned_(options.pinned),
      nodes_(plan_.nodes.size()),
      counters_(plan_.nodes.size()) {}

Status Executor::open(Plan plan, const OpenOptions& options, std::unique_ptr<Executor>* out) {
  Isa isa = Isa::scalar;
  const Status chosen = choose_isa(options.isa, &isa);
  if (!chosen.ok()) return chosen;
  const Status checked = check_plan(plan, options);
  if (!checked.ok()) return checked;
  std::unique_ptr<Executor> executor(new Executor(std::move(plan), options, isa));
  if (!executor->pool_.complete()) {
    return Status::error(format("open: threads: the system refused to start %lld threads",
                                static_cast<long long>(options.threads)));
  }
  const Status kernels = executor->choose_kernels(isa);
  if (!kernels.ok()) return kernels;
  const Status allocated = executor->allocate();
  if (!allocated.ok()) return allocated;
  const Status loaded = executor->weights_.load(executor->plan_.weights, executor->pool_);
  if (!loaded.ok()) return loaded;
  const Status angles = executor->open_angles();
  if (!angles.ok()) return angles;
  *out = std::move(executor);
  return {};
}

Status Executor::choose_kernels(Isa isa) {
  for (size_t i = 0; i < plan_.nodes.size(); i++) {
    const Node& node = plan_.nodes[i];
    if (node.op == Op::attention) nodes_[i].attention = &attention_kernel(isa, plan_.kv_type, node.naive != 0);
    const bool minima = node.op == Op::linear_minima;
    if (!minima && node.op != Op::linear && node.op != Op::linear_gated) continue;
    const Weight& weight = plan_.weights[static_cast<size_t>(node.weights[0])];
    const WeightFormat weights = minima ? WeightFormat::f32 : weight.format;
    const ActivationType x = info(node.in[0]).type;
    nodes_[i].linear = linear_kernel(isa, weights, x);
    if (minima && nodes_[i].linear != nullptr) {
      nodes_[i].middles = *nodes_[i].linear;
      nodes_[i].middles.pass_blocks = kMinimaBlocks;
      nodes_[i].linear = &nodes_[i].middles;
    }
    if (nodes_[i].linear != nullptr) continue;
    return Status::error(format("open: node %s (%s): no kernel of %s for %s weights and %s activations",
                                node.name.c_str(), kOpNames[static_cast<int>(node.op)], isa_name(isa),
                                kWeightFormatNames[static_cast<int>(weights)],
                                kActivationTypeNames[static_cast<int>(x)]));
  }
  return {};
}

// Slots hold their largest buffer for the most rows a step may have.
void Executor::lay_out_slots(Layout& layout, std::vector<size_t>& offsets) const {
  std::vector<int64_t> bytes;
  for (const Buffer& buffer : plan_.buffers) {
    const size_t slot = static_cast<size_t>(buffer.slot);
    if (slot >= bytes.size()) bytes.resize(slot + 1);
    const int64_t rows = buffer.per_logits_row ? options_.max_sequences : options_.max_step_tokens;
    bytes[slot] = std::max(bytes[slot], rows * buffer.row_bytes());
  }
  for (const int64_t count : bytes) offsets.push_back(layout.take(static_cast<size_t>(count)));
}

// The most a kernel call needs: a tile of a linear layer, the state of attention, keys and values on their way to the
// pages, a row before it is quantized, or three of the vocabulary for sampling.
size_t Executor::worker_bytes() const {
  int64_t floats = 3 * plan_.vocab_size;
  for (const Buffer& buffer : plan_.buffers) floats = std::max(floats, buffer.cols);
  const int64_t keys = options_.kv_blocks * options_.block_tokens;
  for (const NodeState& state : nodes_) {
    if (state.attention == nullptr) continue;
    floats = std::max(floats, attention_scratch_floats(kv_shape_, plan_.heads, keys, state.attention->naive));
  }
  const size_t kernels = std::max(linear_scratch_bytes(), kv_runs_scratch_bytes(kv_shape_));
  return std::max(static_cast<size_t>(floats) * sizeof(float), kernels);
}

Status Executor::allocate() {
  Layout layout;
  std::vector<size_t> slots, workers;
  lay_out_slots(layout, slots);
  for (int worker = 0; worker < pool_.threads(); worker++) workers.push_back(layout.take(worker_bytes()));
  const Status scratch = scratch_.map(layout.bytes(), "scratch");
  if (!scratch.ok()) return scratch;
  for (const Buffer& buffer : plan_.buffers) {
    buffers_.push_back(buffer.at(scratch_.data() + slots[static_cast<size_t>(buffer.slot)]));
  }
  for (const size_t offset : workers) worker_scratch_.push_back(scratch_.data() + offset);
  kv_slots_.resize(static_cast<size_t>(options_.max_step_tokens));
  open_read_ahead();
  const size_t kv_bytes = static_cast<size_t>(plan_.layers * options_.kv_blocks * kv_shape_.page_bytes());
  const Status kv = kv_.map(kv_bytes, "the KV cache");
  return kv.ok() ? open_attention() : kv;
}

// One table for each weight of frequencies, whatever number of nodes use it.
Status Executor::open_angles() {
  std::vector<int64_t> weights;
  for (size_t i = 0; i < plan_.nodes.size(); i++) {
    const Node& node = plan_.nodes[i];
    if (node.op != Op::rope && node.op != Op::rope_kv) continue;
    const auto same = std::find(weights.begin(), weights.end(), node.weights[0]);
    nodes_[i].angles = static_cast<size_t>(same - weights.begin());
    if (same != weights.end()) continue;
    weights.push_back(node.weights[0]);
    angles_.push_back(std::make_unique<Angles>());
    const Status opened = angles_.back()->open(weights_.floats(node.weights[0]), plan_.head_dim / 2,
                                               options_.kv_blocks * options_.block_tokens);
    if (!opened.ok()) return opened;
  }
  return {};
}

}  // namespace infbench
