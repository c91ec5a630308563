/** The first schema: runs, their requests with token events, and documents made from them. Explained in ../README.md. */
export const runsAndRequests = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'interrupted', 'failed')),
  target_kind TEXT NOT NULL,
  target_url TEXT NOT NULL,
  target_model TEXT NOT NULL,
  target_facts TEXT NOT NULL CHECK (json_valid(target_facts)),
  tokenizer_name TEXT NOT NULL,
  tokenizer_fidelity TEXT NOT NULL,
  plan TEXT NOT NULL CHECK (json_valid(plan)),
  workload_text TEXT NOT NULL,
  workload_path TEXT,
  workload_overrides TEXT NOT NULL CHECK (json_valid(workload_overrides)),
  window_start_at INTEGER NOT NULL,
  window_end_at INTEGER,
  planned_requests INTEGER,
  planned_duration_ns INTEGER,
  environment TEXT NOT NULL CHECK (json_valid(environment)),
  workload_fingerprint TEXT NOT NULL,
  environment_fingerprint TEXT NOT NULL,
  target_fingerprint TEXT NOT NULL,
  dataset_fingerprint TEXT NOT NULL,
  client TEXT CHECK (json_valid(client)),
  slo TEXT NOT NULL CHECK (json_valid(slo)),
  hardware TEXT CHECK (json_valid(hardware)),
  writer TEXT NOT NULL CHECK (json_valid(writer))
) STRICT;
CREATE INDEX runs_by_start ON runs (started_at_ms);
CREATE INDEX runs_by_name ON runs (name, started_at_ms);
CREATE INDEX runs_by_workload ON runs (workload_fingerprint, environment_fingerprint);

CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tags_by_tag ON run_tags (tag, run);

CREATE TABLE requests (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('warmup', 'measure')),
  class_name TEXT NOT NULL,
  asked_input_tokens INTEGER NOT NULL,
  asked_output_tokens INTEGER NOT NULL,
  scheduled_at INTEGER NOT NULL,
  sent_at INTEGER,
  headers_at INTEGER,
  first_chunk_at INTEGER,
  first_token_at INTEGER,
  first_visible_at INTEGER,
  last_token_at INTEGER,
  done_at INTEGER NOT NULL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  counted_by TEXT,
  cached_tokens INTEGER,
  http_status INTEGER,
  finish_reason TEXT,
  outcome TEXT NOT NULL,
  outcome_detail TEXT,
  events BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX requests_by_run ON requests (run, position);

CREATE TABLE documents (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  schema TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (run, schema)
) STRICT;

CREATE VIEW v_runs AS
SELECT r.run_id, r.name, datetime(r.started_at_ms / 1000, 'unixepoch') AS started_at, r.state,
  r.target_kind, r.target_url, r.target_model, r.tokenizer_name,
  (r.window_end_at - r.window_start_at) / 1e9 AS window_s, r.planned_requests,
  (SELECT count(*) FROM requests q WHERE q.run = r.id) AS stored_requests,
  (SELECT group_concat(t.tag, ' ') FROM run_tags t WHERE t.run = r.id) AS tags,
  r.workload_path, r.workload_fingerprint, r.environment_fingerprint, r.target_fingerprint, r.dataset_fingerprint
FROM runs r;

CREATE VIEW v_requests AS
SELECT r.run_id, q.position, q.phase, q.class_name, q.outcome, q.outcome_detail, q.http_status, q.finish_reason,
  q.asked_input_tokens, q.asked_output_tokens, q.input_tokens, q.output_tokens, q.counted_by, q.cached_tokens,
  q.scheduled_at / 1e9 AS scheduled_s,
  (q.sent_at - q.scheduled_at) / 1e6 AS send_lag_ms,
  (q.first_token_at - q.scheduled_at) / 1e6 AS ttft_ms,
  (q.first_token_at - q.sent_at) / 1e6 AS ttft_service_ms,
  (q.first_visible_at - q.scheduled_at) / 1e6 AS ttp_ms,
  (q.last_token_at - q.first_token_at) / 1e6 AS decode_ms,
  (q.done_at - q.scheduled_at) / 1e6 AS e2e_ms,
  (q.done_at - q.sent_at) / 1e6 AS e2e_service_ms,
  length(q.events) AS event_bytes
FROM requests q JOIN runs r ON r.id = q.run;

CREATE VIEW v_summary AS
SELECT r.run_id, r.name, datetime(r.started_at_ms / 1000, 'unixepoch') AS started_at,
  r.target_model, d.body ->> '$.status' AS status,
  d.body ->> '$.requests.completed' AS completed, d.body ->> '$.requests.failed' AS failed,
  d.body ->> '$.metrics.ttftMs.p50' AS ttft_p50_ms, d.body ->> '$.metrics.ttftMs.p99' AS ttft_p99_ms,
  d.body ->> '$.metrics.tpotMs.p50' AS tpot_p50_ms, d.body ->> '$.metrics.tpotMs.p99' AS tpot_p99_ms,
  d.body ->> '$.metrics.itlMs.p50' AS itl_p50_ms, d.body ->> '$.metrics.itlMs.p99' AS itl_p99_ms,
  d.body ->> '$.metrics.e2eMs.p50' AS e2e_p50_ms, d.body ->> '$.metrics.e2eMs.p99' AS e2e_p99_ms,
  d.body ->> '$.throughput.outputTokensPerS' AS output_tokens_per_s,
  d.body ->> '$.throughput.requestsPerS' AS requests_per_s,
  d.body ->> '$.goodput.attainment' AS attainment, d.body ->> '$.goodput.requestsPerS' AS goodput_per_s
FROM runs r JOIN documents d ON d.run = r.id AND d.schema = 'infbench.run/1';
`
