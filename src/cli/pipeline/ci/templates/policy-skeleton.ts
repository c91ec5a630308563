/** A policy to start from: it runs as it stands, against the bundled engine, and says where one's own server goes. */
export const policySkeleton =
  (): string => `# When is this server slower than before? \`infbench gate bench/gate.yaml\` makes pairs of runs, baseline and candidate in turns, and
# says pass, warn, regression or inconclusive. \`infbench schema policy\` prints the JSON Schema for your editor.
name: no slower than main
workload: chat.yaml

# As it stands both sides are the bundled engine, which shows that all is set up: the verdict must be a pass. Yours are two revisions of your
# server, each started anew for every run:
#   baseline:  {label: main, rev: origin/main, build: ./build.sh, start: './serve.sh --port {port}', folder: ..}
#   candidate: {label: this change, start: './serve.sh --port {port}', folder: ..}
# or two servers that run anyway:
#   baseline:  {label: main, url: 'http://stable:8000/v1'}
#   candidate: {label: this change, url: 'http://canary:8000/v1'}
baseline:
  label: main
  engine: {model: 'synthetic:llama-15m'}
candidate:
  label: this change
  engine: {model: 'synthetic:llama-15m'}

# At least 5. More find smaller changes; the gate always says which one these would have found.
pairs: 8
alpha: 0.05

# One to six metrics, each with the change for the worse that matters. Each one more widens the bounds of all.
metrics:
  ttft.p50: 10%
  tpot.p50: 5%

# What the candidate must keep whatever the baseline does.
# limits: ['ttft.p99 < 500ms', 'errorShare < 1%']

budget: {time: 30m}

# What an undecided gate does to the pipeline: fail, warn or pass.
onInconclusive: warn
`

/** The workload beside it: short runs, which is what pairs are made of. */
export const workloadSkeleton =
  (): string => `# What both sides of the gate are asked. The same prompts at the same times within a pair, new ones from pair to pair.
# \`infbench validate bench/chat.yaml\` checks it; \`infbench init\` writes a file with every key explained.
name: chat
requests:
  source: {synthetic: {input: 64, output: 32}}
arrival: {process: poisson, rate: 8/s}
warmup: 2s
duration: 15s
seed: 1
`
