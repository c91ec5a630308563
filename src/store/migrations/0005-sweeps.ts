/** Runs that were made together: the points of a sweep, the probes of a search. Explained in ../README.md. */
export const sweeps = `
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY,
  sweep_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('sweep', 'search')),
  name TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  body TEXT CHECK (json_valid(body))
) STRICT;

CREATE TABLE sweep_runs (
  sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label TEXT,
  PRIMARY KEY (sweep, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_runs_by_run ON sweep_runs (run);

CREATE VIEW v_sweeps AS
SELECT s.sweep_id, s.kind, s.name, datetime(s.started_at_ms / 1000, 'unixepoch') AS started_at, m.position, m.label, r.run_id,
  d.body ->> '$.status' AS status, d.body ->> '$.throughput.requestsPerS' AS requests_per_s,
  d.body ->> '$.throughput.outputTokensPerS' AS output_tokens_per_s, d.body ->> '$.goodput.attainment' AS attainment,
  d.body ->> '$.goodput.requestsPerS' AS goodput_per_s
FROM sweep_runs m JOIN sweeps s ON s.id = m.sweep JOIN runs r ON r.id = m.run
LEFT JOIN documents d ON d.run = r.id AND d.schema = 'infbench.run/1';
`
