import type { RecordProgress } from '../../../record/recorder.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { count, seconds } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** How a recording stands, in one line. */
export function recordedLine(progress: RecordProgress): string {
  const { recorded, connections, inputTokens, outputTokens, unreachable } = progress
  const refused = unreachable === 0 ? '' : `, ${count(unreachable)} answered with 502`
  const stopped = progress.fault === null ? '' : ', NOT RECORDING'
  return `${count(recorded)} requests, ${count(inputTokens)} tokens in, ${count(outputTokens)} out, ${count(connections)} connections${refused}${stopped}`
}

interface RecordedFacts {
  readonly output: string
  readonly saltFingerprint: string
  readonly tokenizer: string | null
}

/** What a recording held, and what to do with it. */
export function recordedTable(
  { output, saltFingerprint, tokenizer }: RecordedFacts,
  ended: RecordProgress,
  style: TextStyle,
): string {
  const left: Fact[] = [
    ...fact(ended.missed, 'too large or not HTTP/1.1: passed on, not recorded'),
    ...fact(ended.lost, 'passed on after the trace could not be written any more'),
    ...fact(ended.unreachable, `answered with 502 (${ended.upstreamFault ?? ''})`),
    ...fact(ended.passedOn, 'no completions: passed on, not recorded'),
  ]
  const facts: Fact[] = [
    ['recorded', `${count(ended.recorded)} requests in ${seconds(ended.elapsedS)}`],
    ['tokens', `${count(ended.inputTokens)} in, ${count(ended.outputTokens)} out`],
    ...countedBy(ended, tokenizer),
    ...left,
    ['trace', `${output}, ${count(ended.traceBytes)} bytes; salt ${saltFingerprint}`],
    ...(ended.recorded === 0 ? [] : [['next', `infbench workload inspect ${output}`] as const]),
  ]
  return `${factLines(facts, style).join('\n')}\n`
}

/** Where lengths come from that the server did not tell. */
function countedBy({ counted, estimated }: RecordProgress, tokenizer: string | null): Fact[] {
  const by: Fact = [
    'counted',
    `${count(counted)} requests without usage by ${tokenizer ?? ''}, chat templates left out`,
  ]
  const help = tokenizer === null ? '; --tokenizer NAME counts them' : ''
  const guessed: Fact = ['estimated', `${count(estimated)} requests without usage by events and bytes${help}`]
  return [...(counted === 0 ? [] : [by]), ...(estimated === 0 ? [] : [guessed])]
}

const fact = (requests: number, text: string): Fact[] =>
  requests === 0 ? [] : [['besides', `${count(requests)} requests ${text}`]]
