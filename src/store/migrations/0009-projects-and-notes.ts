/**
 * What people say of runs: the project each belongs to, notes, and baselines, names for one run or several that others are compared
 * with. A baseline's name is unique in its project; one that loses its last run goes with it. Explained in ../README.md.
 */
export const projectsAndNotes = `
ALTER TABLE runs ADD COLUMN project TEXT CHECK (project <> '');
CREATE INDEX runs_by_project ON runs (project, started_at_ms);

CREATE TABLE notes (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  written_at_ms INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE baselines (
  id INTEGER PRIMARY KEY,
  project TEXT CHECK (project <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  set_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX baselines_by_name ON baselines (name, coalesce(project, ''));

CREATE TABLE baseline_runs (
  baseline INTEGER NOT NULL REFERENCES baselines (id) ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (baseline, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX baseline_runs_by_run ON baseline_runs (run);
CREATE TRIGGER baselines_without_runs AFTER DELETE ON baseline_runs
WHEN NOT EXISTS (SELECT 1 FROM baseline_runs WHERE baseline = old.baseline)
BEGIN DELETE FROM baselines WHERE id = old.baseline; END;

DROP VIEW v_runs;
CREATE VIEW v_runs AS
SELECT r.run_id, r.name, r.project, datetime(r.started_at_ms / 1000, 'unixepoch') AS started_at, r.state,
  r.target_kind, r.target_url, r.target_model, r.tokenizer_name,
  (r.window_end_at - r.window_start_at) / 1e9 AS window_s, r.planned_requests,
  (SELECT count(*) FROM requests q WHERE q.run = r.id) AS stored_requests,
  (SELECT group_concat(t.tag, ' ') FROM run_tags t WHERE t.run = r.id) AS tags,
  (SELECT group_concat(b.name, ' ') FROM baseline_runs m JOIN baselines b ON b.id = m.baseline WHERE m.run = r.id) AS baselines,
  (SELECT count(*) FROM notes n WHERE n.run = r.id) AS notes,
  r.workload_path, r.workload_fingerprint, r.environment_fingerprint, r.target_fingerprint, r.dataset_fingerprint
FROM runs r;

CREATE VIEW v_notes AS
SELECT r.run_id, r.name, n.position, datetime(n.written_at_ms / 1000, 'unixepoch') AS written_at, n.text
FROM notes n JOIN runs r ON r.id = n.run;

CREATE VIEW v_baselines AS
SELECT b.project, b.name AS baseline, datetime(b.set_at_ms / 1000, 'unixepoch') AS set_at, m.position, r.run_id, r.name
FROM baseline_runs m JOIN baselines b ON b.id = m.baseline JOIN runs r ON r.id = m.run;
`
