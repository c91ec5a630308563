/**
 * Runs that other tools measured: where each comes from, every figure its file has, and what is known of the translation. The same
 * file at the same place, or the same content, is one run. Explained in ../README.md.
 */
export const imports = `
CREATE TABLE imports (
  run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  tool TEXT NOT NULL,
  title TEXT NOT NULL,
  tool_version TEXT,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  position INTEGER NOT NULL,
  content_sha256 TEXT NOT NULL,
  basis TEXT NOT NULL CHECK (basis IN ('records', 'figures')),
  planned INTEGER,
  completed INTEGER,
  failed INTEGER,
  duration_ns INTEGER,
  UNIQUE (sha256, position)
) STRICT;
CREATE UNIQUE INDEX imports_by_content ON imports (content_sha256);

CREATE TABLE import_figures (
  run INTEGER NOT NULL REFERENCES imports (run) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  value ANY,
  unit TEXT,
  metric TEXT,
  ours REAL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_notes (
  run INTEGER NOT NULL REFERENCES imports (run) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  metric TEXT,
  message TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_imports AS
SELECT r.run_id, r.name, i.tool, i.tool_version, i.file, i.position, i.basis, i.completed, i.failed, i.sha256
FROM imports i JOIN runs r ON r.id = i.run;

CREATE VIEW v_import_figures AS
SELECT r.run_id, r.name, i.tool, f.key, f.value, f.unit, f.metric, f.ours
FROM import_figures f JOIN imports i ON i.run = f.run JOIN runs r ON r.id = f.run;
`
