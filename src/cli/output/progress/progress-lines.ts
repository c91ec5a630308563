import { NS_PER_S, nsToMs, nsToS } from '../../../core/units.ts'
import type { LoadProgress } from '../../../load/run-load.ts'
import { visibleWidth } from '../text/columns.ts'
import { count, digits, seconds } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** What a run is doing now: a named step, or (with `progress`) the load itself. */
export interface Step {
  readonly text: string
  readonly detail: string
  readonly sinceNs: number
  readonly progress: (() => LoadProgress) | null
}

/** `starting synthetic:llama-1b… 120 of 500 3.2 s`. The time shows from the first second on. */
export function stepLine(step: Step, nowNs: number, style: Pick<TextStyle, 'symbols'>): string {
  const elapsedNs = nowNs - step.sinceNs
  const elapsed = elapsedNs >= NS_PER_S ? ` ${seconds(nsToS(elapsedNs))}` : ''
  return `${step.text}${style.symbols.ellipsis}${step.detail && ` ${step.detail}`}${elapsed}`
}

/** The live block of a terminal: a bar with the counts, and the latencies so far. */
export function progressLines(progress: LoadProgress, style: TextStyle): string[] {
  const failed = progress.failed > 0 ? style.red(`${count(progress.failed)} failed`) : '0 failed'
  const counts = `${sentOf(progress)}, ${count(progress.inFlight)} in flight, ${count(progress.completed)} done, ${failed}`
  const text = `${elapsedOf(progress)}  ${counts}  ${digits(progress.sendRatePerSecond)}/s`
  const room = Math.min(widestBar, style.columns - visibleWidth(text) - frame)
  const first = room < narrowestBar ? text : `${bar(progress, room, style)} ${text}`
  return [first, style.dim(latencies(progress))]
}

/** Characters of the bar at most and, where the terminal is narrow, at least; what stands around it. */
const [widestBar, narrowestBar, frame] = [16, 4, 4]

/** The same in one plain line, for logs. */
export function progressLine(progress: LoadProgress): string {
  const counts = `${sentOf(progress)}, ${progress.inFlight} in flight, ${progress.completed} done, ${progress.failed} failed`
  return `${elapsedOf(progress)}: ${counts}, ${digits(progress.sendRatePerSecond)}/s; ${latencies(progress)}`
}

const sentOf = ({ sent, planned }: LoadProgress) =>
  planned === null ? `${count(sent)} sent` : `${count(sent)}/${count(planned)} sent`

function latencies({ ttftNs, tpotNs }: LoadProgress): string {
  const pair = (name: string, value: LoadProgress['ttftNs']) =>
    value === null ? `${name} -` : `${name} p50 ${digits(nsToMs(value.p50))} p99 ${digits(nsToMs(value.p99))} ms`
  return `${pair('TTFT', ttftNs)}   ${pair('TPOT', tpotNs)}`
}

function elapsedOf({ elapsedNs, totalNs }: LoadProgress): string {
  const elapsed = seconds(nsToS(Math.max(0, elapsedNs)))
  return totalNs === null ? elapsed : `${elapsed} / ${seconds(nsToS(totalNs))}`
}

/** By time where the end is known, else by requests; empty where neither is. */
function bar(progress: LoadProgress, width: number, style: TextStyle): string {
  const share = shareDone(progress)
  const filled = Math.round(Math.min(1, share ?? 0) * width)
  return `[${style.green('='.repeat(filled))}${' '.repeat(width - filled)}]`
}

function shareDone({ elapsedNs, totalNs, planned, completed, failed, cancelled }: LoadProgress): number | null {
  if (totalNs !== null && totalNs > 0) return elapsedNs / totalNs
  return planned === null || planned === 0 ? null : (completed + failed + cancelled) / planned
}
