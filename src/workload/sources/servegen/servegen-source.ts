import { InfbenchError } from '../../../core/errors.ts'
import { seededRng } from '../../../core/rng.ts'
import type { TracePlan } from '../../run-plan.ts'
import type { RequestSource } from '../request-source.ts'
import { rowBuilder } from '../rows/row-builder.ts'
import { badRowNotes } from '../traces/bad-rows.ts'
import { largest } from '../traces/trace-source.ts'
import { clientRequests, type ServeGenRequest } from './client-requests.ts'
import { readServeGen } from './read-clients.ts'

/** Requests made where `take` does not say how many: an hour of 28 a second. */
const usual = 100_000

/**
 * Requests of ServeGen's clients together, in order of time, from the beginning of their two weeks on. They are drawn, but always
 * the same ones: the seed of a run changes its prompts, not its traffic, as with every other trace.
 */
export async function serveGenSource(plan: TracePlan): Promise<RequestSource> {
  const { clients, fingerprint, windows, badWindows } = await readServeGen(plan.path, plan.skipBadRows)
  const builder = rowBuilder(plan)
  const rng = seededRng('servegen')
  const take = plan.take ?? usual
  let skipped = 0
  for (const { atNs, inputTokens, outputTokens } of merged(
    clients.map((client) => clientRequests(client, rng.fork(client.name))),
  )) {
    if (skipped++ < plan.skip) continue
    builder.add({ inputTokens, outputTokens, at: { ms: 0, ns: atNs } })
    if (builder.length >= take) break
  }
  const { rows, notes } = builder.finish()
  if (rows.length === 0) {
    const message = `${plan.path}: expected at least one request, got ${skipped} of ${clients.length} clients`
    throw new InfbenchError('source.empty', { message })
  }
  const drawn = `the first ${rows.length} requests${plan.skip > 0 ? ` after ${plan.skip}` : ''} of ${clients.length} clients, drawn from their fitted behaviour`
  const badRows = { badRows: badWindows, records: windows }
  return {
    ...{ name: plan.path, format: 'servegen', fingerprint, rows, largestTokens: largest(rows), badRows },
    notes: [drawn, ...badRowNotes(badRows), ...notes].map((note) => `${plan.path}: ${note}`),
    draw: (draws) => rows.get(draws.below(rows.length)),
  }
}

/** Several sequences in order of time as one. */
function* merged(clients: readonly Iterator<ServeGenRequest>[]): Generator<ServeGenRequest> {
  const heads = clients.map((client) => client.next())
  for (;;) {
    let first = -1
    for (const [i, head] of heads.entries()) {
      const best = heads[first]
      if (head.done !== true && (best === undefined || head.value.atNs < best.value.atNs)) first = i
    }
    if (first < 0) return
    yield (heads[first] as IteratorYieldResult<ServeGenRequest>).value
    heads[first] = (clients[first] as Iterator<ServeGenRequest>).next()
  }
}
