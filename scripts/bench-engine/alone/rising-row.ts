/** Tokens per second must not fall as the batch grows: all sizes in the same turns, so that the machine's moods hit all. */
import { engineCommand } from '../runners/commands.ts'
import { contestantOf } from '../rows/measure-step-row.ts'
import type { EngineSetting, ResultRow } from '../rows/row.ts'
import { type Contestant, interleave, type Interleaved, noPeers } from '../sampling/interleave.ts'
import { median } from '../sampling/statistics.ts'
import type { AloneRow } from './alone-rows.ts'

const triesPerRound = 3

export interface Rising {
  readonly title: string
  readonly setting: EngineSetting
  /** Sequences, ascending. */
  readonly sizes: readonly number[]
  readonly context: number
}

/** One row for the smallest step from a batch to the next. */
export function risingRow(rising: Rising, threads: number): AloneRow {
  const { title, setting, sizes, context } = rising
  const name = `${title} decode, tokens/s never fall as the batch grows`
  const shapes = sizes.map((sequences) => ({ kind: 'decode', sequences, context }) as const)
  return {
    name,
    quick: false,
    async measure(world) {
      const child = await world.cast.guest({ ...engineCommand(setting, shapes, threads), name })
      const list: Contestant[] = []
      for (const shape of shapes) {
        list.push({ ...(await contestantOf(child, shape, world, String(shape.sequences))), own: true })
      }
      const { rounds, mostOthersShare } = world
      const taken = await interleave(list, {
        ...{ rounds, mostOthersShare, mostRounds: rounds * triesPerRound, hopeless: noPeers },
        between: () => world.peaks.probe(),
      })
      await world.cast.dismiss([])
      return [risingResult(name, sizes, taken)]
    },
  }
}

/** From the samples of each size, named by it. */
export function risingResult(name: string, sizes: readonly number[], taken: Interleaved): ResultRow {
  const ratesOf = (size: number) => (taken.samples.get(String(size)) ?? []).map(({ rate }) => rate)
  const steps = sizes.slice(1).map((size, i) => {
    const [from, to] = [sizes[i] as number, size]
    const before = ratesOf(from)
    return { from, to, ratio: median(ratesOf(to).map((rate, round) => rate / (before[round] ?? rate))) }
  })
  const least = steps.reduce((a, b) => (b.ratio < a.ratio ? b : a))
  const peer = `batch ${least.from} (value: batch ${least.to})`
  const values = { value: median(ratesOf(least.to)), unit: 'tok/s', peer, peerValue: median(ratesOf(least.from)) }
  const details = { steps, droppedRounds: taken.dropped, disturbedRounds: taken.disturbed }
  return { name, ...values, ratio: least.ratio, bar: 1, ok: least.ratio >= 1, details }
}
