import type { Database } from 'better-sqlite3'

/** What decides which unique prompts a server gets: they are a function of the seed. */
export interface PromptsSent {
  readonly url: string
  readonly model: string
  readonly seed: number
}

/** The newest run that sent the prompts of that seed to that model there; null: none of this store. */
export function findSamePrompts(database: Database, { url, model, seed }: PromptsSent): string | null {
  const found = database
    .prepare<[string, string, number], string>(
      `SELECT run_id FROM runs r WHERE target_kind = 'endpoint' AND target_url = ? AND target_model = ?
  AND json_extract(plan, '$.seed') = ? AND json_extract(plan, '$.requests.uniquePrompts')
  AND EXISTS (SELECT 1 FROM requests WHERE run = r.id AND sent_at IS NOT NULL)
ORDER BY started_at_ms DESC, id DESC LIMIT 1`,
    )
    .pluck()
    .get(url, model, seed)
  return found ?? null
}
