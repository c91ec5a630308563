// llama-steps MODEL.gguf STATES_FOLDER THREADS: llama.cpp behind the questions of ../../runners/child.ts, a sample each.
//
// It does what llama-bench and llama-batched-bench do between their clock readings: whole prompts with the last token's
// logits, or decode steps of S sequences with the logits of each, no sampling; flash attention, f16 keys and values,
// 512 tokens a micro-batch, no unified cache. They cannot wait between samples, so this stands in for them where runs
// are interleaved; the comparison checks its figures against theirs. A long context is computed once and kept as a file.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "llama.h"

namespace {

constexpr int kRound = 64;  // decode steps until the context is what it was at first
constexpr int kMicroBatch = 512, kBatch = 2048;
constexpr int kKeptContext = 512;   // longer ones are worth a file,
constexpr int kKeptSequences = 8;   // which a cache for another number of sequences would refuse

int64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "llama-steps: %s\n", what.c_str());
  std::exit(1);
}

struct Peer {
  Peer(llama_model* model, const char* states, int threads) : model(model), states(states), threads(threads) {}

  llama_model* model;
  std::string states;
  int threads;
  llama_context* context = nullptr;
  llama_batch batch = llama_batch_init(kBatch, 0, 1);
  std::string prepared;

  llama_token token(int position, int sequence) const {
    return (position * 7919 + sequence * 104729 + 1) % llama_vocab_n_tokens(llama_model_get_vocab(model));
  }

  void open(int sequences, int tokens) {
    if (context != nullptr) llama_free(context);
    llama_context_params params = llama_context_default_params();
    params.n_ctx = static_cast<uint32_t>(sequences * ((tokens + 255) / 256 * 256));
    params.n_batch = kBatch;
    params.n_ubatch = kMicroBatch;
    params.n_seq_max = static_cast<uint32_t>(sequences);
    params.n_threads = params.n_threads_batch = threads;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_ENABLED;
    params.kv_unified = false;
    context = llama_init_from_model(model, params);
    if (context == nullptr) fail("no context of this size");
  }

  void add(int position, int sequence, bool logits) {
    const int i = batch.n_tokens++;
    batch.token[i] = token(position, sequence);
    batch.pos[i] = position;
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = sequence;
    batch.logits[i] = logits;
  }

  void run() {
    if (llama_decode(context, batch) != 0) fail("a step failed");
    batch.n_tokens = 0;
  }

  void prompt(int tokens) {
    llama_memory_clear(llama_get_memory(context), false);
    for (int from = 0; from < tokens; from += kBatch) {
      for (int i = from; i < std::min(tokens, from + kBatch); i++) add(i, 0, i == tokens - 1);
      run();
    }
    llama_synchronize(context);
  }

  void decode(int sequences, int from, int steps) {
    for (int i = 0; i < steps; i++) {
      if (i > 0 && i % kRound == 0) rewind(sequences, from);
      for (int s = 0; s < sequences; s++) add(from + i % kRound, s, true);
      run();
      llama_synchronize(context);
    }
  }

  void rewind(int sequences, int length) {
    for (int s = 0; s < sequences; s++) llama_memory_seq_rm(llama_get_memory(context), s, length, -1);
  }

  // The state of sequence 0 after `tokens` tokens, from its file when there is one.
  std::vector<uint8_t> state(int tokens) {
    const std::string path =
        states + "/" + std::to_string(tokens) + "-" + std::to_string(llama_n_seq_max(context)) + ".state";
    if (tokens > kKeptContext) {
      std::ifstream file(path, std::ios::binary);
      if (file) return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    prompt(tokens);
    std::vector<uint8_t> data(llama_state_seq_get_size(context, 0));
    llama_state_seq_get_data(context, data.data(), data.size(), 0);
    llama_memory_clear(llama_get_memory(context), false);
    if (tokens > kKeptContext) {
      std::ofstream part(path + ".part", std::ios::binary);
      part.write(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(data.size()));
      part.close();
      if (std::rename((path + ".part").c_str(), path.c_str()) != 0) fail("cannot write " + path);
    }
    return data;
  }

  void fill(int sequences, int tokens) {
    const std::vector<uint8_t> data = state(tokens);
    for (int s = 0; s < sequences; s++)
      if (llama_state_seq_set_data(context, data.data(), data.size(), s) == 0) fail("a context could not be restored");
    decode(sequences, tokens, 2);
    rewind(sequences, tokens);
  }
};

// Answers one question: VERB prefill TOKENS 0 TIMES | VERB decode SEQUENCES CONTEXT TIMES, VERB prepare or measure.
void answer(Peer& peer, const std::string& verb, const std::string& kind, int size, int context, int times) {
  const bool prefill = kind == "prefill";
  const std::string shape = kind + " " + std::to_string(size) + " " + std::to_string(context);
  if (peer.prepared != shape) {
    const int sequences = context > kKeptContext ? std::max(size, kKeptSequences) : size;
    peer.open(prefill ? 1 : sequences, prefill ? size : context + kRound);
    if (prefill) {
      peer.prompt(std::min(size, kMicroBatch));
    } else {
      peer.fill(size, context);
    }
    peer.prepared = shape;
  }
  if (verb == "prepare") {
    std::printf("{}\n");
    return;
  }
  const int64_t started = now_ns();
  if (prefill) {
    for (int i = 0; i < times; i++) peer.prompt(size);
  } else {
    peer.decode(size, context, times);
  }
  const int64_t ns = now_ns() - started;
  if (!prefill) peer.rewind(size, context);
  std::printf("{\"tokens\":%d,\"ns\":%lld}\n", size * times, static_cast<long long>(ns));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) fail("usage: llama-steps MODEL.gguf STATES_FOLDER THREADS");
  llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
  llama_backend_init();
  llama_model* model = llama_model_load_from_file(arguments[1], llama_model_default_params());
  if (model == nullptr) fail(std::string("cannot load ") + arguments[1]);
  Peer peer(model, arguments[2], std::atoi(arguments[3]));
  std::printf("{}\n");
  std::fflush(stdout);
  char verb[16], kind[16];
  int size, context, times;
  while (std::scanf("%15s %15s %d %d %d", verb, kind, &size, &context, &times) == 5) {
    answer(peer, verb, kind, size, context, times);
    std::fflush(stdout);
  }
  return 0;
}
