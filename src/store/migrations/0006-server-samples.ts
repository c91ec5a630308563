/** What servers told of themselves while runs went on, once a second. Explained in ../README.md. */
export const serverSamples = `
CREATE TABLE server_samples (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  running REAL,
  waiting REAL,
  kv_used_share REAL,
  preemptions REAL,
  cached_tokens REAL,
  PRIMARY KEY (run, at)
) STRICT, WITHOUT ROWID;
`
