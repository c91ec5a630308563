/** Whether prompts and answers were those the workload asked for, and counted by someone who knows. */
import type { Evidence } from './judge-run.ts'
import { counted, digits, percent } from './numbers.ts'
import type { Reason } from './reason.ts'

// Cost and latency follow length about linearly: a tenth more or less text moves them as much as the changes people look for.
const mostLengthDrift = 0.1
// Chat templates and system tokens are common to all prompts and may be cached; on prompts of usual length they are less.
const mostCachedShare = 0.1
// As for errors: above 1 %, the tail may be made of them.
const mostWithoutDone = 0.01

/** Lengths, caches, token counts, ends of streams. */
export function judgeAnswers(evidence: Evidence): Reason[] {
  return [judgeOutput, judgeInput, judgeCache, judgeTokenizer, judgeCounting, judgeEnds].flatMap((judge) =>
    judge(evidence),
  )
}

function judgeOutput({ tally }: Evidence): Reason[] {
  const { output, askedOutput } = tally.tokens
  if (Math.abs(output - askedOutput) <= mostLengthDrift * askedOutput) return []
  const ratio = output / askedOutput
  const message = `answers were ${percent(ratio)} as long as asked: ${perRequest(output, tally.completed)} instead of ${perRequest(askedOutput, tally.completed)} tokens a request`
  const hint = 'set requests.ignoreEos where the target knows it, or compare only with runs of like lengths'
  return [{ code: 'output-lengths', severity: 'degraded', message, hint }]
}

function judgeInput({ tally }: Evidence): Reason[] {
  const { reportedInput: input, askedInput } = tally.tokens
  if (Math.abs(input - askedInput) <= mostLengthDrift * askedInput) return []
  const ratio = input / askedInput
  const message = `prompts were ${percent(ratio)} as long as asked, by the target's count: ${perRequest(input, tally.completed)} instead of ${perRequest(askedInput, tally.completed)} tokens a request`
  return [
    {
      code: 'input-lengths',
      severity: 'degraded',
      message,
      hint: "name the target's own tokenizer under target.tokenizer",
    },
  ]
}

// Usage tells of these requests alone; the server's own counter, where usage does not, also of other clients'.
function judgeCache({ header, tally, server }: Evidence): Reason[] {
  const told = tally.tokens.cached !== null
  const cached = told ? tally.tokens.cached : (server?.cachedTokens ?? null)
  const inputOfCached = told ? tally.tokens.inputOfCached : tally.tokens.input
  if (!isUnique(header.plan)) return []
  if (cached === null) return judgeRepetition(header.plan)
  if (inputOfCached === 0) return []
  const share = cached / inputOfCached
  if (share <= mostCachedShare) return []
  const message = `prompts are unique, yet ${percent(share)} of their tokens (${cached} of ${inputOfCached}) came from a prefix cache`
  const hint = 'restart the target or empty its prefix cache, and use a seed it has not seen'
  return [{ code: 'prefix-cache', severity: 'degraded', message, hint }]
}

// Whether the target still holds them cannot be known here: it may have been started anew since.
function judgeRepetition(plan: unknown): Reason[] {
  const { sentBefore, seed } = (plan ?? {}) as { readonly sentBefore?: string | null; readonly seed?: number }
  if (typeof sentBefore !== 'string') return []
  const message = `run ${sentBefore} sent the same prompts to the same target, which does not say what its prefix cache held: unless it was restarted since, prefill may be missing from these figures`
  const hint = `give each run a seed of its own (--set seed=${(seed ?? 1) + 1}), or restart the target`
  return [{ code: 'repeated-prompts', severity: 'note', message, hint }]
}

function isUnique(plan: unknown): boolean {
  const known = plan as { requests?: { uniquePrompts?: unknown }; sharesPrompts?: unknown } | null
  return known?.requests?.uniquePrompts !== false && known?.sharesPrompts !== true
}

// With the target's own usage the prompts' true lengths are known after all; how far they are off is judged above.
function judgeTokenizer({ header }: Evidence): Reason[] {
  const { name, fidelity } = header.target.tokenizer
  if (fidelity === 'target') return []
  const message = `prompts were sized with ${name}, which is not known to be the target's tokenizer`
  return [
    { code: 'assumed-tokenizer', severity: 'note', message, hint: 'name its tokenizer.json under target.tokenizer' },
  ]
}

function judgeCounting({ header, tally }: Evidence): Reason[] {
  const byEvents = tally.tokens.countedBy.get('events') ?? 0
  const byTokenizer = tally.tokens.countedBy.get('tokenizer') ?? 0
  const guessed = byEvents + (header.target.tokenizer.fidelity === 'assumed' ? byTokenizer : 0)
  if (guessed === 0) return []
  const how =
    byEvents > 0 ? 'by counting events, which may hold several tokens' : `with ${header.target.tokenizer.name}`
  const message = `the target gave no usage: output tokens of ${counted(guessed, 'request')} were estimated ${how}; TPOT, ITL and throughput lean on it`
  return [
    {
      code: 'estimated-tokens',
      severity: 'degraded',
      message,
      hint: 'let the target send usage (stream_options.include_usage)',
    },
  ]
}

// A server that never sends the marker has a habit, which is noted once; one that leaves it out at times had its streams ended early.
function judgeEnds({ tally }: Evidence): Reason[] {
  const { ended, withoutDone } = tally.streams
  if (withoutDone === 0) return []
  if (withoutDone === ended) {
    const message = 'the target ends no stream with [DONE]: a stream that is cut after its finish_reason looks complete'
    return [{ code: 'no-done', severity: 'note', message, hint: null }]
  }
  const share = withoutDone / ended
  const message = `${withoutDone} of ${counted(ended, 'completed stream')} ended without [DONE] (${percent(share)}), the others with it: what followed the finish_reason, such as usage, may be lost`
  const hint = 'look at the logs of the target and of proxies before it: something ends streams early'
  return [{ code: 'no-done', severity: share > mostWithoutDone ? 'degraded' : 'note', message, hint }]
}

const perRequest = (tokens: number, requests: number) => digits(requests > 0 ? tokens / requests : 0)
