/** A commented workload file to start from, as `infbench init` writes it: every key, its default or an example. */
export function workloadTemplate(): string {
  return template
}

const template = `# A workload: what is measured, with which requests, and what counts as good.
# Every key may be left out; what stands here is the default unless it says "for example".
# \`infbench validate FILE\` checks it, \`infbench schema\` prints the JSON Schema for your editor.

# name: my-workload               # default: the name of this file
# project: chat-service            # for example: what its runs belong to in the store; default: nothing

# What is measured: any OpenAI-compatible server by its URL ...
target:
  url: http://localhost:8000/v1   # for example; without a target the bundled engine is measured
  # model: my-model               # default: the first model the server lists
  # apiKeyEnv: OPENAI_API_KEY     # for example: the variable that holds the key; default: no key
  # headers: {x-team: search}     # for example
  # tokenizer: {file: tokenizer.json}   # or {tiktoken: o200k_base}; default: the server's own /tokenize
# ... or the bundled engine, started for the run:
# target:
#   engine: {model: synthetic:llama-15m}

requests:
  # Lengths of prompts and answers, in tokens. One of:
  source:
    distribution: azure-conv-2023        # recorded conversations; also azure-code-2023, sharegpt-8k, servegen-reasoning ...
    # synthetic:                         # formulas, for example
    #   input: {lognormal: {median: 500, sigma: 1, max: 4000}}
    #   output: {uniform: [50, 150]}     # or a number, or normal, or quantiles: {min: 1, p50: 100, max: 900}
    # trace: azure-conv.csv              # a recorded trace of any known format, for example
    # sessions: {turns: 10, gap: 2s}       # conversations, each call after the answer before, for example
    # dataset: prompts.jsonl             # recorded prompts, sent as they are, for example
  api: chat                              # or completions
  stream: true
  contextLimit: {rule: scale}            # requests beyond the target's context: scale all, clip the prompt, or drop
  uniquePrompts: true                    # no prompt hits a prefix cache by accident
  ignoreEos: false                       # true: answers have exactly the drawn length (vLLM, SGLang)
  # body: {temperature: 0}               # for example: fields added to every request
  # classes:                             # for example: a mix, each class with thresholds of its own
  #   - {name: chat, share: 0.8, slo: {ttft: 300ms}}
  #   - {name: code, share: 0.2, source: {distribution: azure-code-2023}}

# When requests are sent, whether or not earlier ones are answered (an open loop) ...
arrival:
  process: poisson                       # or constant; gamma with cv: 4 for bursts; trace with speedup: 2
  rate: 1/s                              # or 90/min
# ... or a number of users who wait for their answers (a closed loop):
# arrival: {process: concurrency, users: 8, thinkTime: 1s}
driver: native                           # or autocannon: raw HTTP capacity, with users and without streaming; or k6
load: {workers: 1}                       # load generators, each with threads of its own, where one core is not enough; or auto

duration: 60s
# count: 500                             # for example: end after so many requests
# tokens: 100000                         # for example: end after so many output tokens
# until: {metric: ttft.p50, relativeWidth: 5%}   # for example: end when a percentile is known this narrowly
warmup: 0s                               # sent first, stored, and left out of every figure; or auto
timeout: 10m
drain: 60s                               # how long answers may still arrive after the last request

# A request is good when it meets all of these; goodput counts the good ones. Default: no thresholds.
slo: {ttft: 500ms, tpot: 50ms}           # for example; also itl and e2e

# sweep: {rate: [1, 2, 4, 8]}            # for example: a run for each value (concurrency, or any dotted path); or [{rate: 1}, {rate: 2, label: b}]
# search: {metric: goodput, attainment: 0.9}   # for example: the highest rate (or users) under these thresholds
cooldown: 0s                             # rest between the runs of a sweep, a search or repeats
repeat: 1
seed: 1                                  # the same seed sends the same requests at the same times

# hardware: {accelerator: h100-sxm, count: 1, pricePerHour: 2}   # for example: for cost and utilisation
`
