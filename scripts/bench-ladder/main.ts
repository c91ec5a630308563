/**
 * What each optimisation buys: the engine from plain scalar code to all it has, one switch at a time, on one model.
 * `npm run bench:ladder -- [OPTIONS]`, see `usage`.
 */
import { writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { loadNativeBackend, measureNativePeaks } from '../../engine/backends/native.ts'
import type { StepBench } from '../../engine/commands/step-bench/open-step-bench.ts'
import { passNames } from '../../engine/compiler/compile.ts'
import { openModel } from '../../engine/model/open-model.ts'
import { machinePeaks } from '../../engine/runtime/setup/machine-peaks.ts'
import { physicalCores } from '../../engine/runtime/setup/physical-cores.ts'
import { monotonicClock, wallMs } from '../../engine/telemetry/clock.ts'
import type { ComputeType } from '../../engine/telemetry/peaks/machine-peaks.ts'
import { createCpuMeter } from '../bench-engine/sampling/cpu-meter.ts'
import { agreement, answerOf } from './answer.ts'
import { ladderFigures, ladderTable, type LadderRow } from './ladder-table.ts'
import { measureRung, openRung } from './measure-rung.ts'
import { ladderRungs, type Rung } from './rungs.ts'

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'string' },
    model: { type: 'string' },
    quick: { type: 'boolean', default: false },
    others: { type: 'string', default: '5' },
  },
})

const usage = `bench:ladder [--model NAME] [--quick] [--json FILE]
  --model NAME     default synthetic:llama-110m; --quick: synthetic:llama-15m
  --json FILE      writes figures, shares of the peaks and agreement of the answers
  --others PERCENT most CPU of other processes in a sample that counts (default 5)
Prefill is 128 tokens, decode 1 and 8 sequences of 128. Each rung is timed in turns
with the one before it. About eight minutes; --quick about three.
`

if (values.help) process.stdout.write(usage)
else await climb()

async function climb(): Promise<void> {
  const nowNs = monotonicClock()
  const backend = loadNativeBackend()
  const machine = { memoryBytes: totalmem(), cores: physicalCores() }
  const reference = values.model ?? `synthetic:llama-${values.quick ? '15m' : '110m'}`
  const model = await openModel(reference, { tokenizerPath: null, seed: 1 })
  const rungs = ladderRungs({ model: reference, isas: backend.isas, passNames, threads: machine.cores })
  const peaks = peaksNow(backend.isas[0] ?? 'scalar', machine.cores)
  const meter = createCpuMeter(nowNs)
  const mostOthersShare = Number(values.others) / 100
  const rounds = values.quick ? 3 : 5
  const world = { backend, machine, nowNs, mostOthersShare, rounds, readCpu: () => meter.read([process.pid]) }
  const plain = answerOf(model, (rungs[0] as Rung).options, backend, machine)
  const rows: LadderRow[] = []
  let before: StepBench | null = null
  for (const { name, options } of rungs) {
    const answer = agreement(plain, answerOf(model, options, backend, machine), options.quant)
    const rung = openRung(model, options, world)
    rows.push({ name, compute: computeOf(options.quant), speed: await measureRung(rung, before, world), answer })
    before?.close()
    before = rung
    process.stderr.write(`${ladderTable(ladderFigures(rows, peaks).slice(-1)).split('\n')[1]}\n`)
  }
  before?.close()
  const figures = ladderFigures(rows, peaks)
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ model: reference, peaks, rows: figures })}\n`)
  process.stdout.write(`${ladderTable(figures)}\n`)
  process.exitCode = rows.every(({ answer }) => answer.ok) ? 0 : 1
}

function peaksNow(isa: string, cores: number) {
  const question = { isa, cores, measure: measureNativePeaks, env: process.env, wallMs, refresh: true }
  return machinePeaks(question).peaks
}

function computeOf(quant: string): ComputeType {
  return quant === 'f32' || quant === 'bf16' ? quant : 'int8'
}
