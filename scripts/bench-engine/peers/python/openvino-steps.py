"""OpenVINO GenAI behind the questions of ../../runners/child.ts: one sample for each line of standard input.

openvino-steps.py MODEL_FOLDER VOCAB_SIZE THREADS

A line: VERB prefill TOKENS 0 TIMES | VERB decode SEQUENCES CONTEXT TIMES, VERB prepare or measure. The pipeline batches
continuously, samples greedily and cuts prompts to 512 tokens a step. Its sequences cannot be set back, so decode goes on from
where the last sample ended, and `prepare` starts afresh once they have grown more than a round beyond the context.
"""
import json
import random
import sys
import time

import numpy as np
import openvino as ov
import openvino_genai as genai

ROUND = 64  # decode steps by which the context may have grown
CACHE_GB = 2
STEP_TOKENS = 512


class Peer:
    def __init__(self, folder, vocab_size, threads):
        schedule = genai.SchedulerConfig()
        schedule.cache_size = CACHE_GB
        schedule.max_num_batched_tokens = STEP_TOKENS
        schedule.max_num_seqs = ROUND
        schedule.dynamic_split_fuse = True
        schedule.enable_prefix_caching = False
        tuned = {
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": 128,
        }
        self.pipeline = genai.ContinuousBatchingPipeline(folder, schedule, "CPU", tuned)
        self.vocab_size = vocab_size
        self.random = random.Random(1)
        self.requests = 0
        self.shape = None
        self.handles = []
        self.grown = 0

    def add(self, tokens, answer):
        config = genai.GenerationConfig()
        config.max_new_tokens = answer
        config.ignore_eos = True
        config.do_sample = False
        ids = [self.random.randrange(self.vocab_size - 2) for _ in range(tokens)]
        self.requests += 1
        return self.pipeline.add_request(self.requests, ov.Tensor(np.array([ids], dtype=np.int64)), config)

    def prompt(self, tokens):
        handle = self.add(tokens, 1)
        while self.pipeline.has_non_finished_requests():
            self.pipeline.step()
        handle.read_all()

    def stop(self):
        for handle in self.handles:
            handle.cancel()
        self.handles = []
        while self.pipeline.has_non_finished_requests():
            self.pipeline.step()

    def fill(self, sequences, context):
        """Reads prompts until every sequence has its first token; then all of them decode in every step."""
        self.stop()
        self.handles = [self.add(context, 1 << 20) for _ in range(sequences)]
        waiting = set(range(sequences))
        while waiting:
            self.pipeline.step()
            waiting -= {i for i in waiting if self.read(i) > 0}
        self.grown = 0
        self.decode(2)

    def read(self, i):
        handle = self.handles[i]
        return sum(len(output.generated_ids) for output in handle.read().values()) if handle.can_read() else 0

    def decode(self, steps):
        tokens = 0
        for _ in range(steps):
            self.pipeline.step()
            tokens += sum(self.read(i) for i in range(len(self.handles)))
        self.grown += steps
        return tokens

    def prepare(self, kind, size, context):
        shape = (kind, size, context)
        if kind == "prefill" and shape != self.shape:
            self.stop()
            self.prompt(min(size, STEP_TOKENS))
        if kind == "decode" and (shape != self.shape or self.grown > ROUND):
            self.fill(size, context)
        self.shape = shape

    def measure(self, kind, size, times):
        started = time.perf_counter_ns()
        if kind == "prefill":
            for _ in range(times):
                self.prompt(size)
            tokens = size * times
        else:
            tokens = self.decode(times)
        return {"tokens": tokens, "ns": time.perf_counter_ns() - started}


def main(folder, vocab_size, threads):
    peer = Peer(folder, vocab_size, threads)
    print("{}", flush=True)
    for line in sys.stdin:
        verb, kind, size, context, times = line.split()
        peer.prepare(kind, int(size), int(context))
        print(json.dumps(peer.measure(kind, int(size), int(times)) if verb == "measure" else {}), flush=True)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
