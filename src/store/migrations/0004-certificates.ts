/** What `infbench selftest` found, per environment. Explained in ../README.md. */
export const certificates = `
CREATE TABLE certificates (
  id INTEGER PRIMARY KEY,
  environment_fingerprint TEXT NOT NULL,
  measured_at_ms INTEGER NOT NULL,
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  ttft_error_ns INTEGER,
  itl_error_ns INTEGER,
  e2e_error_ns INTEGER,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX certificates_by_environment ON certificates (environment_fingerprint, measured_at_ms);
`
