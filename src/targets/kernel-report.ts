/** The engine's contract `infbench.kernels/1` (GET /internal/kernels) as the harness reads it, and what two readings of it tell. */
import { z } from 'zod'
import { computeTypes, type EngineWork, type KernelWork, type PhaseWork } from '../core/engine-work.ts'
import { askServer } from './ask-server.ts'

const amount = z.number().nonnegative()

const kernel = z.object({
  ...{ name: z.string(), op: z.string(), type: z.enum(computeTypes) },
  ...{ calls: amount, ns: amount, flops: amount, bytes: amount },
})

const phase = z.object({
  ...{ steps: amount, tokens: amount, stepNs: amount, modelFlops: amount, movedBytes: amount },
  kernels: z.array(kernel),
})

const rates = z.object({
  ...{ f32FlopPerS: amount, bf16FlopPerS: amount.nullable(), int8FlopPerS: amount.nullable(), readBytesPerS: amount },
})

const report = z.object({
  schema: z.literal('infbench.kernels/1'),
  ...{ isa: z.string(), threads: amount },
  peaks: z.object({ measuredAt: z.string(), othersShare: amount.nullable(), allCores: rates }).nullable(),
  phases: z.object({ prefill: phase, decode: phase }),
})

/** All the work of the engine at `origin` since its start; null when it does not tell, which costs a run nothing but these figures. */
export async function readEngineWork(origin: string, signal: AbortSignal): Promise<EngineWork | null> {
  try {
    const { status, body } = await askServer(`${origin}/internal/kernels`, {}, signal)
    return status === 200 ? parseEngineWork(body) : null
  } catch {
    return null
  }
}

/** The answer's body as work; null when it is not of this contract. */
export function parseEngineWork(body: unknown): EngineWork | null {
  const { success, data } = report.safeParse(body)
  if (!success) return null
  const { isa, threads, peaks, phases } = data
  return {
    isa,
    threads,
    peaks: peaks && { measuredAt: peaks.measuredAt, othersShare: peaks.othersShare, ...peaks.allCores },
    phases,
  }
}

/** The work done between two readings of one engine. */
export function workBetween(before: EngineWork, after: EngineWork): EngineWork {
  const { prefill, decode } = after.phases
  return {
    ...after,
    phases: {
      prefill: phaseBetween(before.phases.prefill, prefill),
      decode: phaseBetween(before.phases.decode, decode),
    },
  }
}

function phaseBetween(before: PhaseWork, after: PhaseWork): PhaseWork {
  const earlier = new Map(before.kernels.map((each) => [keyOf(each), each]))
  return {
    steps: after.steps - before.steps,
    tokens: after.tokens - before.tokens,
    stepNs: after.stepNs - before.stepNs,
    modelFlops: after.modelFlops - before.modelFlops,
    movedBytes: after.movedBytes - before.movedBytes,
    kernels: after.kernels.map((each) => kernelBetween(earlier.get(keyOf(each)), each)),
  }
}

const keyOf = ({ op, name }: KernelWork) => `${op} ${name}`

function kernelBetween(before: KernelWork | undefined, after: KernelWork): KernelWork {
  if (before === undefined) return after
  return {
    ...after,
    calls: after.calls - before.calls,
    ns: after.ns - before.ns,
    flops: after.flops - before.flops,
    bytes: after.bytes - before.bytes,
  }
}
