/** A kernel by itself: its nodes in whole steps, by the plan's own formulas, against a peak measured beside it. */
import { readFileSync } from 'node:fs'
import { timesFor } from '../../../engine/commands/step-bench/bench-steps.ts'
import { engineCommand } from '../runners/commands.ts'
import type { Child, MeasuredNodes } from '../runners/child.ts'
import { measureShare } from '../rows/measure-share.ts'
import type { StudyWorld } from '../rows/measure-step-row.ts'
import type { KernelRow, ShareBar } from '../rows/row.ts'
import { othersShare } from '../sampling/cpu-meter.ts'
import type { Contestant, Sample } from '../sampling/interleave.ts'
import type { AloneRow } from './alone-rows.ts'
import { wideUnits } from './wide-units.ts'

const sampleNs = 5e8

/** One row of the table for one kernel at one shape. */
export function kernelRow(row: KernelRow, threads: number): AloneRow {
  return {
    name: row.name,
    quick: false,
    async measure(world) {
      const command = engineCommand(row.ours, [row.shape], threads, row.changes)
      const child = await world.cast.guest({ ...command, name: row.name })
      const bar = barOf(row, (await world.peaks.now())[row.of])
      const lines = await measureShare(row.name, await contestantOf(child, row, world), bar, world)
      await world.cast.dismiss([])
      return lines
    },
  }
}

function barOf(row: KernelRow, peak: number | null): ShareBar {
  if (peak === null && row.orElse !== undefined) return row.orElse
  const two = row.barOfTwoUnits !== undefined && wideUnits(readFileSync('/proc/cpuinfo', 'utf8')) === 2
  return { of: row.of, bar: two ? (row.barOfTwoUnits ?? row.bar) : row.bar }
}

async function contestantOf(child: Child, row: KernelRow, { cast, readCpu }: StudyWorld): Promise<Contestant> {
  await child.prepare(row.shape)
  const times = timesFor((await child.nodes(row.shape, 1)).ns, sampleNs)
  return {
    name: row.name,
    async measure() {
      const before = readCpu(cast.pids())
      const measured = await child.nodes(row.shape, times)
      return sampleOf(measured, row.nodes, othersShare(before, readCpu(cast.pids())))
    },
  }
}

function sampleOf({ tokens, ns, nodes }: MeasuredNodes, pattern: RegExp, others: number): Sample {
  const mine = nodes.filter(({ name }) => pattern.test(name))
  const sum = (of: 'ns' | 'flops' | 'bytes') => mine.reduce((total, node) => total + node[of], 0)
  const perSecond = (amount: number) => (amount / sum('ns')) * 1e9
  const rates = { flopsPerSecond: perSecond(sum('flops')), bytesPerSecond: perSecond(sum('bytes')) }
  return { rate: (tokens / ns) * 1e9, othersShare: others, overheadShare: null, ...rates }
}
