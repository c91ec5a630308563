import { fileURLToPath } from 'node:url'
import type { SourcePlan, TracePlan } from '../run-plan.ts'
import { readPause } from '../pauses/read-pause.ts'
import { distributionUrl } from './built-in.ts'
import { distributionSource } from './distribution.ts'
import { drawnSessionsSource } from '../sessions/drawn-sessions.ts'
import { recordedSessions } from '../sessions/recorded-sessions.ts'
import type { Need } from './need.ts'
import { readSourceText } from './read-text.ts'
import type { RequestSource } from './request-source.ts'
import { isServeGen } from './servegen/read-clients.ts'
import { serveGenSource } from './servegen/servegen-source.ts'
import { syntheticSource } from './synthetic.ts'
import { replayedApart } from './rows/row-builder.ts'
import { traceSource } from './traces/trace-source.ts'

/**
 * Opens where a plan's requests come from; of a large trace no more is read than `need` says. `readText` takes paths as the plan
 * has them. Errors: `source.*`.
 */
export async function openSource(
  plan: SourcePlan,
  readText: (path: string) => Promise<string> = readSourceText,
  need: Need | null = null,
): Promise<RequestSource> {
  switch (plan.kind) {
    case 'synthetic':
      return syntheticSource(plan)
    case 'distribution': {
      const path = fileURLToPath(distributionUrl(plan.name))
      return distributionSource(plan.name, await readText(path), path)
    }
    case 'sessions': {
      const source = await traceSource(plan.trace, null, need, true)
      return { ...source, notes: source.notes.filter((note) => !note.includes(replayedApart)), ...sessionsOf(source) }
    }
    case 'drawn-sessions':
      return drawnSessionsSource({ ...plan, gap: await readPause(plan.gap) })
    case 'trace':
      return (await opensServeGen(plan)) ? serveGenSource(plan) : traceSource(plan, null, need)
  }
}

const sessionsOf = ({ rows }: RequestSource) => (rows === null ? {} : { sessions: recordedSessions(rows) })

/** A folder of chunks, or one of them, is known by its name: the content of a chunk's files says nothing of each other. */
export const opensServeGen = async ({ format, path }: TracePlan): Promise<boolean> =>
  format === 'servegen' || (format === null && (await isServeGen(path)))
