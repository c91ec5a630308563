import type { Rng } from '../../core/rng.ts'
import { sha256 } from '../sources/fingerprint.ts'
import { drawPause } from '../pauses/draw-pause.ts'
import type { DrawnSessionsPlan } from '../run-plan.ts'
import { drawLength, longest } from '../sources/lengths.ts'
import type { RequestSource, SourceRow } from '../sources/request-source.ts'
import type { SourceCall, SourceSession } from './session-source.ts'

/**
 * Sessions drawn from formulas: a first prompt, then call after call whose prompt is all that was said before and something new. With
 * `fanOut` a call may hand its work to several agents at once, with prompts of their own; the next one waits for all of them and
 * reads their answers. Stream 0 is what all sessions begin with, the others are a session's own (`session-feed` numbers them).
 */
export function drawnSessionsSource(plan: DrawnSessionsPlan): RequestSource {
  const take = (_: number, rng: Rng) => drawSession(plan, rng)
  return {
    name: 'sessions',
    fingerprint: sha256(JSON.stringify(plan)),
    rows: null,
    notes: [],
    largestTokens: largestTokens(plan),
    draw: (rng) => {
      const { calls } = drawSession(plan, rng)
      return (calls[rng.below(calls.length)] as SourceCall).row
    },
    sessions: { count: null, take },
  }
}

function drawSession(plan: DrawnSessionsPlan, rng: Rng): SourceSession {
  const calls: SourceCall[] = []
  const turns = drawLength(plan.turns, rng)
  let inputTokens = plan.shared + drawLength(plan.start, rng)
  let parents: readonly number[] = []
  let before: number | null = null
  for (let turn = 0; turn < turns; turn++) {
    const outputTokens = drawLength(plan.output, rng)
    const gapNs = turn === 0 ? 0 : drawPause(plan.gap, rng)
    const main = calls.length
    const row = rowOf(plan.shared, 1, inputTokens, outputTokens)
    calls.push({ row, parents, gapNs, continues: before === null ? null : { call: before, newFrom: null } })
    const agents = turn + 1 < turns ? drawAgents(plan, main, rng) : []
    calls.push(...agents)
    const said = agents.reduce((sum, agent) => sum + agent.row.outputTokens, 0)
    parents = agents.length === 0 ? [main] : agents.map((_, i) => main + 1 + i)
    before = main
    inputTokens += outputTokens + said + drawLength(plan.input, rng)
  }
  return { startNs: null, calls }
}

/** Calls that begin anew, all at once after `main`; none most times. */
function drawAgents({ fanOut, shared, start, output }: DrawnSessionsPlan, main: number, rng: Rng): SourceCall[] {
  if (fanOut === null || rng.uniform() >= fanOut.share) return []
  return Array.from({ length: drawLength(fanOut.calls, rng) }, (_, i) => ({
    row: rowOf(shared, main + 2 + i, shared + drawLength(start, rng), drawLength(output, rng)),
    parents: [main],
    gapNs: 0,
    continues: null,
  }))
}

function rowOf(shared: number, stream: number, inputTokens: number, outputTokens: number): SourceRow {
  const common = shared === 0 ? [] : [{ stream: 0, tokens: shared }]
  const segments = [...common, { stream, tokens: inputTokens - shared }]
  return { inputTokens, outputTokens, timestampNs: null, prompt: { kind: 'segments', segments } }
}

/** Input plus output of the longest call there can be; null where a length has no bound. */
function largestTokens({ turns, start, input, output, shared, fanOut }: DrawnSessionsPlan): number | null {
  const bounds = [turns, start, input, output, ...(fanOut === null ? [] : [fanOut.calls])].map(longest)
  const [most, first, more, answer, agents = 0] = bounds
  if (bounds.includes(null)) return null
  const [calls, begin, added, said] = [most as number, first as number, more as number, answer as number]
  return shared + begin + calls * said + (calls - 1) * (added + (agents as number) * said)
}
