/** Which session a request was a call of, and how many calls came before it there. Explained in ../README.md. */
export const sessions = `
ALTER TABLE requests ADD COLUMN session INTEGER;
ALTER TABLE requests ADD COLUMN turn INTEGER;

CREATE VIEW v_turns AS
SELECT r.run_id, q.session, q.turn, q.position, q.phase, q.outcome, q.asked_input_tokens, q.input_tokens, q.cached_tokens,
  q.scheduled_at / 1e9 AS scheduled_s, (q.first_token_at - q.scheduled_at) / 1e6 AS ttft_ms,
  (q.done_at - q.scheduled_at) / 1e6 AS e2e_ms
FROM requests q JOIN runs r ON r.id = q.run WHERE q.session IS NOT NULL;
`
