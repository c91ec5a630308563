import type { Clock } from '../../core/clock.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import { recordedSessions } from '../sessions/recorded-sessions.ts'
import { textOf } from './formats/datasets/messages.ts'
import type { RequestSource } from './request-source.ts'
import { largest } from './traces/trace-source.ts'

export interface CountOptions {
  readonly api: 'chat' | 'completions'
  /** Rows counted at most, from the first. */
  readonly most: number
  readonly clock: Pick<Clock, 'nowNs'>
  /** Counting ends after this long; what is left keeps its estimate. */
  readonly mostNs: number
}

/** Whether a source sends recorded texts. */
export const hasTexts = ({ rows }: RequestSource): boolean => rows?.content === 'texts'

/**
 * The same source with its recorded prompts counted by the target's own tokenizer instead of estimated by their letters (or taken
 * from the file, which counted with another one), the tokens around a prompt included.
 */
export async function countTexts(
  source: RequestSource,
  tokenizer: Tokenizer,
  options: CountOptions,
): Promise<RequestSource> {
  const { rows } = source
  if (rows === null) return source
  const overhead = tokenizer.overhead[options.api === 'chat' ? 'chat' : 'completion'] ?? 0
  const inputs = new Float64Array(rows.length)
  const outputs = new Float64Array(rows.length)
  const until = options.clock.nowNs() + options.mostNs
  let estimated = 0
  for (let i = 0; i < rows.length; i++) {
    const { prompt, inputTokens, outputTokens } = rows.get(i)
    const isText = prompt !== undefined && prompt.kind !== 'segments'
    const isCounted = isText && i < options.most && options.clock.nowNs() < until
    const text = !isCounted ? '' : prompt.kind === 'text' ? prompt.text : prompt.messages.map(textOf).join('\n')
    inputs[i] = isCounted ? Math.max(1, (await tokenizer.encode(text)).length + overhead) : inputTokens
    outputs[i] = outputTokens
    if (isText && !isCounted) estimated++
  }
  const counted = rows.withLengths(inputs, outputs)
  const note = `${source.name}: ${estimated} prompts that this run will not reach keep estimated lengths`
  return {
    ...source,
    rows: counted,
    ...(source.sessions === undefined ? {} : { sessions: recordedSessions(counted) }),
    largestTokens: largest(counted),
    notes: estimated === 0 ? source.notes : [...source.notes, note],
    draw: (rng) => counted.get(rng.below(counted.length)),
  }
}
