/** What the bundled engine did in a run's measurement window: one row a run, a phase, a kernel. Explained in ../README.md. */
export const engineWork = `
CREATE TABLE engine_work (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  isa TEXT NOT NULL,
  threads INTEGER NOT NULL,
  peaks TEXT CHECK (json_valid(peaks))
) STRICT;

CREATE TABLE engine_phases (
  run INTEGER NOT NULL REFERENCES engine_work (run) ON DELETE CASCADE,
  phase TEXT NOT NULL CHECK (phase IN ('prefill', 'decode')),
  steps INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  step_ns INTEGER NOT NULL,
  model_flops REAL NOT NULL,
  moved_bytes REAL NOT NULL,
  PRIMARY KEY (run, phase)
) STRICT, WITHOUT ROWID;

CREATE TABLE kernel_totals (
  run INTEGER NOT NULL,
  phase TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  op TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('f32', 'bf16', 'int8')),
  calls INTEGER NOT NULL,
  ns INTEGER NOT NULL,
  flops REAL NOT NULL,
  bytes REAL NOT NULL,
  PRIMARY KEY (run, phase, position),
  FOREIGN KEY (run, phase) REFERENCES engine_phases (run, phase) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE VIEW v_kernels AS
SELECT r.run_id, k.phase, k.name, k.op, k.type, k.calls, k.ns / 1e6 AS ms,
  k.ns * 1.0 / nullif(p.step_ns, 0) AS share,
  k.flops / nullif(k.ns, 0) AS gflop_per_s, k.bytes / nullif(k.ns, 0) AS gb_per_s
FROM kernel_totals k JOIN engine_phases p ON p.run = k.run AND p.phase = k.phase JOIN runs r ON r.id = k.run;
`
