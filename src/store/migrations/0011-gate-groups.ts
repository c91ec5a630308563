/**
 * A third kind of group: the runs of a gate, in pairs. SQLite cannot change a CHECK, so both tables are made anew; the old ones are renamed
 * first, which takes the reference between them along, and dropped child before parent, so that no cascade deletes what was copied.
 * Explained in ../README.md.
 */
export const gateGroups = `
DROP VIEW v_sweeps;
ALTER TABLE sweeps RENAME TO sweeps_before;
ALTER TABLE sweep_runs RENAME TO sweep_runs_before;

CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY,
  sweep_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('sweep', 'search', 'gate')),
  name TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  body TEXT CHECK (json_valid(body))
) STRICT;
INSERT INTO sweeps SELECT id, sweep_id, kind, name, started_at_ms, body FROM sweeps_before;

CREATE TABLE sweep_runs (
  sweep INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  label TEXT,
  PRIMARY KEY (sweep, run)
) STRICT, WITHOUT ROWID;
INSERT INTO sweep_runs SELECT sweep, run, position, label FROM sweep_runs_before;
DROP TABLE sweep_runs_before;
DROP TABLE sweeps_before;
CREATE INDEX sweep_runs_by_run ON sweep_runs (run);

CREATE VIEW v_sweeps AS
SELECT s.sweep_id, s.kind, s.name, datetime(s.started_at_ms / 1000, 'unixepoch') AS started_at, m.position, m.label, r.run_id,
  d.body ->> '$.status' AS status, d.body ->> '$.throughput.requestsPerS' AS requests_per_s,
  d.body ->> '$.throughput.outputTokensPerS' AS output_tokens_per_s, d.body ->> '$.goodput.attainment' AS attainment,
  d.body ->> '$.goodput.requestsPerS' AS goodput_per_s
FROM sweep_runs m JOIN sweeps s ON s.id = m.sweep JOIN runs r ON r.id = m.run
LEFT JOIN documents d ON d.run = r.id AND d.schema = 'infbench.run/1';
`
