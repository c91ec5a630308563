/**
 * Rows of a small store: a run that ended, one that was killed, their requests and all else that hangs on runs. Plain data as the tables
 * hold it; columns that a version does not have are left out of it.
 */
type Row = Readonly<Record<string, string | number | bigint | Uint8Array | null>>

const environment = {
  ...{
    os: 'linux',
    cpuModel: 'c',
    cpuCores: 8,
    memoryBytes: 2 ** 34,
    nodeVersion: '22.12.0',
    infbenchVersion: '0.1.0',
  },
  ...{ gitCommit: null, virtualized: null },
}

const run = (id: number, fields: Row): Row => ({
  ...{ id, run_id: `2026030${id}-101500-ab12c${id}`, name: 'chat', started_at_ms: 1_772_446_500_000 + id },
  ...{ state: 'completed', target_kind: 'endpoint', target_url: 'http://localhost:8000/v1', target_model: 'm' },
  ...{ target_facts: '{"server":"vllm"}', tokenizer_name: 't', tokenizer_fidelity: 'target' },
  ...{
    plan: '{"seed":1,"requests":{"uniquePrompts":true}}',
    workload_text: 'name: chat\n',
    workload_path: 'chat.yaml',
  },
  ...{ workload_overrides: '["seed=1"]', window_start_at: 0, window_end_at: 60e9, planned_requests: 3 },
  ...{ planned_duration_ns: 60e9, environment: JSON.stringify(environment), workload_fingerprint: 'w' },
  ...{ environment_fingerprint: 'e', target_fingerprint: 't', dataset_fingerprint: 'd', client: null },
  ...{ slo: '{"default":{"ttftNs":200000000}}', hardware: null, writer: '{"host":"h","pid":1}' },
  ...fields,
})

/** Three tokens, the second event with two of them: format 1 of the event codec. */
const events = Uint8Array.of(1, 2, 200, 1, 201, 1, 2)

const request = (run: number, position: number, fields: Row = {}): Row => ({
  ...{ run, position, phase: 'measure', class_name: 'default', asked_input_tokens: 10, asked_output_tokens: 3 },
  ...{ scheduled_at: position * 1e9, sent_at: position * 1e9, headers_at: null, first_chunk_at: null },
  ...{ first_token_at: 100, first_visible_at: 100, last_token_at: 200, done_at: position * 1e9 + 300 },
  ...{ input_tokens: 10, output_tokens: 3, counted_by: 'usage', cached_tokens: null, http_status: 200 },
  ...{ finish_reason: 'length', outcome: 'ok', outcome_detail: null, events, session: null, turn: null },
  ...{ done_marker: 1, ...fields },
})

const refused = {
  ...{ first_token_at: null, first_visible_at: null, last_token_at: null, input_tokens: null, output_tokens: null },
  ...{ counted_by: null, http_status: 429, finish_reason: null, outcome: 'http', outcome_detail: "too 'many'; -- \n" },
  events: new Uint8Array(0),
}

const document = {
  ...{ schema: 'infbench.run/1', runId: '20260301-101500-ab12c1', status: 'valid' },
  ...{ requests: { completed: 2, failed: 1 }, metrics: { ttftMs: { p50: 1, p99: 2 } } },
}

/** By table, parents first. */
export const sampleRows: Readonly<Record<string, readonly Row[]>> = {
  runs: [run(1, { project: 'chat' }), run(2, { state: 'running', window_end_at: null })],
  run_tags: [
    { run: 1, position: 0, tag: 'nightly' },
    { run: 1, position: 1, tag: 'ünï code' },
  ],
  notes: [{ run: 1, position: 1, written_at_ms: 1_772_446_600_000, text: 'clocks locked' }],
  baselines: [{ id: 1, project: 'chat', name: 'main', set_at_ms: 1_772_446_700_000 }],
  baseline_runs: [{ baseline: 1, run: 1, position: 0 }],
  imports: [
    {
      ...{ run: 2, tool: 'vllm-bench', title: 'vLLM bench serve', tool_version: null, file: 'r.json', sha256: 's' },
      ...{ position: 0, content_sha256: 'c', basis: 'records', planned: 1, completed: 1, failed: 0, duration_ns: 1e9 },
    },
  ],
  import_figures: [
    { run: 2, position: 0, key: 'mean_ttft_ms', value: 1.5, unit: 'ms', metric: 'ttftMs.mean', ours: 1.5 },
  ],
  import_notes: [{ run: 2, position: 0, code: 'n', metric: null, message: 'm' }],
  requests: [
    ...[request(1, 0, { phase: 'warmup' }), request(1, 1, { session: 4, turn: 0 })],
    ...[request(1, 2, refused), request(2, 0)],
  ],
  documents: [{ run: 1, schema: document.schema, body: JSON.stringify(document) }],
  engine_work: [{ run: 1, isa: 'avx2', threads: 8, peaks: null }],
  engine_phases: [
    { run: 1, phase: 'prefill', steps: 2, tokens: 20, step_ns: 1000, model_flops: 2e9, moved_bytes: 1e6 },
    { run: 1, phase: 'decode', steps: 4, tokens: 4, step_ns: 900, model_flops: 4e8, moved_bytes: 4e6 },
  ],
  kernel_totals: [
    ...[{ run: 1, phase: 'decode', position: 0, name: 'qkv', op: 'linear', type: 'int8', calls: 4 }].map((kernel) => ({
      ...kernel,
      ...{ ns: 400, flops: 1e6, bytes: 2e6 },
    })),
  ],
  certificates: [
    ...[{ id: 1, environment_fingerprint: 'e', measured_at_ms: 1_772_446_000_000, passed: 1, ttft_error_ns: 100 }].map(
      (row) => ({ ...row, itl_error_ns: 10, e2e_error_ns: null, body: '{"passed":true}' }),
    ),
  ],
  sweeps: [{ id: 1, sweep_id: 's20260301-101400-ab12cd', kind: 'sweep', name: 'chat', started_at_ms: 1, body: null }],
  sweep_runs: [{ sweep: 1, run: 1, position: 0, label: 'rate=1' }],
  server_samples: [
    ...[{ run: 1, at: 1e9, running: 2, waiting: 0, kv_used_share: 0.5, preemptions: null, cached_tokens: 3 }].map(
      (sample) => ({ ...sample, prompt_tokens: 10, generated_tokens: null }),
    ),
  ],
}
