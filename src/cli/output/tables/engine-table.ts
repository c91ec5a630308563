import { phaseNames } from '../../../core/engine-work.ts'
import { MS_PER_S, toGiga } from '../../../core/units.ts'
import { isDisturbed } from '../../../hardware/roofline.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { layOut } from '../text/columns.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { count, digits, percent, seconds } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

type Kernels = NonNullable<RunDocument['kernels']>
type Phase = (typeof phaseNames)[number]

const mostKernels = 3
/** What the engine did by phase: MFU, MBU and the kernels that took longest; empty for a target that told nothing of it. */
export function engineTable(document: Pick<RunDocument, 'kernels' | 'mfu' | 'mbu'>, style: TextStyle): string[] {
  const { kernels, mfu, mbu } = document
  if (kernels === null) return []
  const phases = phaseNames.filter((name) => kernels.phases[name].steps > 0)
  if (phases.length === 0) return []
  const head = ['engine', 'steps', 'tokens', 'time', 'MFU', 'MBU'].map((cell) => style.dim(cell))
  const rows = phases.map((name) => {
    const { steps, tokens, stepMs } = kernels.phases[name]
    const shares = [percent(mfu?.[name]), percent(mbu?.[name])]
    return [name, count(steps), count(tokens), seconds(stepMs / MS_PER_S), ...shares]
  })
  return [
    ...layOut([head, ...rows], { indent: 2 }),
    ...factLines([['shares', peaksText(kernels, phases)], ...kernelFacts(kernels, phases)], style),
  ]
}

/** What the shares are of. */
function peaksText({ peaks, phases }: Kernels, shown: readonly Phase[]): string {
  if (peaks === null) return 'none: the machine was not measured (infbench peaks)'
  const { f32FlopPerS: f32, bf16FlopPerS: bf16, int8FlopPerS: int8, readBytesPerS, measuredAt } = peaks
  const types = [...new Set(shown.flatMap((name) => phases[name].peak ?? []))]
  const arithmetic = types.map((type) => `${digits(toGiga({ f32, bf16, int8 }[type] ?? f32))} GFLOP/s (${type})`)
  const beside = isDisturbed(peaks)
    ? ` while others used ${percent(peaks.othersShare)} of the processors, so too low: infbench peaks --refresh`
    : ''
  return `MFU of ${arithmetic.join(', ') || '-'}, MBU of ${digits(toGiga(readBytesPerS))} GB/s, measured ${measuredAt.slice(0, 10)}${beside}`
}

/** Per phase: `ffn.gate-up 41.0 % of the time at 92.3 % of memory, ...`. */
function kernelFacts({ totals }: Kernels, phases: readonly Phase[]): Fact[] {
  return phases.flatMap((phase) => {
    const longest = totals.filter((kernel) => kernel.phase === phase).slice(0, mostKernels)
    const words = longest.map(({ name, share, roofShare, boundBy }, i) => {
      const time = i === 0 ? ' of the time' : ''
      const roof = roofShare === null ? '' : ` at ${percent(roofShare)} of ${boundBy}`
      return `${name} ${percent(share)}${time}${roof}`.replaceAll(' %', '\u00a0%')
    })
    return words.length === 0 ? [] : [[`in ${phase}`, words.join(', ')] as const]
  })
}
