/** Attention of one new token by itself, in the kernels' own program: it reads the same bytes in turns of some hundredths of a second. */
import { fileURLToPath } from 'node:url'
import { attentionDecode } from '../rows/bars.ts'
import type { StudyWorld } from '../rows/measure-step-row.ts'
import type { ResultRow } from '../rows/row.ts'
import { runTool } from '../runners/run-tool.ts'
import { othersShare } from '../sampling/cpu-meter.ts'
import { median } from '../sampling/statistics.ts'
import type { AloneRow } from './alone-rows.ts'

const program = fileURLToPath(new URL('../../../engine/native/build/Release/infbench_kernels', import.meta.url))
const triesPerRound = 2

/** One head dimension of one run of the program: GB/s of the kernel and of reading, medians of its turns. */
export interface KernelBesideRead {
  readonly headDim: number
  readonly kernel: number
  readonly read: number
  /** Median of the turns' ratios. */
  readonly share: number
}

/** Rows of both head dimensions. */
export function attentionDecodeRow(threads: number): AloneRow {
  return {
    name: 'kernel attention, decode 1 at 8192',
    quick: false,
    async measure(world) {
      const { runs, disturbed } = await undisturbedRuns(world, threads)
      return attentionDecode.headDims.map((headDim) => {
        const mine = runs.flatMap((run) => run.filter((each) => each.headDim === headDim))
        return resultOf(headDim, mine, disturbed)
      })
    },
  }
}

function resultOf(headDim: number, runs: readonly KernelBesideRead[], disturbedRounds: number): ResultRow {
  const ratio = median(runs.map(({ share }) => share))
  const { name, bar } = attentionDecode
  return {
    ...{ name: name(headDim), value: median(runs.map(({ kernel }) => kernel)), unit: 'GB/s' },
    ...{ peer: 'read of the same bytes', peerValue: median(runs.map(({ read }) => read)) },
    ...{ ratio, bar, ok: ratio >= bar, details: { runs, disturbedRounds } },
  }
}

/** As many runs as rounds are wanted: the least disturbed of twice as many at most. */
async function undisturbedRuns({ rounds, mostOthersShare, readCpu }: StudyWorld, threads: number) {
  const runs: { readonly figures: readonly KernelBesideRead[]; readonly others: number }[] = []
  const quiet = () => runs.filter(({ others }) => others <= mostOthersShare).length
  while (quiet() < rounds && runs.length < rounds * triesPerRound) {
    const before = readCpu([])
    let after = before
    const args = ['bench', 'attention-bounds', `${threads}`]
    const said = await runTool(program, args, { whileRunning: (pid) => (after = readCpu([pid])) })
    runs.push({ figures: kernelBesideRead(said, threads), others: othersShare(before, after) })
  }
  const kept = runs.toSorted((a, b) => a.others - b.others).slice(0, rounds)
  const disturbed = kept.filter(({ others }) => others > mostOthersShare).length
  return { runs: kept.map(({ figures }) => figures), disturbed }
}

/** From the program's lines, name TAB threads TAB GB/s [TAB share]; reading comes before what is held against it. */
export function kernelBesideRead(said: string, threads: number): readonly KernelBesideRead[] {
  const found: KernelBesideRead[] = []
  let read = Number.NaN
  for (const line of said.split('\n')) {
    const [name = '', on, rate, share = ''] = line.split('\t')
    if (Number(on) !== threads) continue
    if (name === 'read') read = Number(rate)
    const headDim = /^headDim (\d+), the kernel, keys and values in memory$/.exec(name)?.[1]
    if (headDim === undefined) continue
    found.push({ headDim: Number(headDim), kernel: Number(rate), read, share: Number.parseFloat(share) / 100 })
  }
  if (found.length === 0) throw new Error(`expected lines of attention on ${threads} threads, got: ${said.slice(-500)}`)
  return found
}
