import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EngineError } from '../engine-error.ts'
import type { Backend, ExecutableModel, OpenOptions, StepBatch } from './backend.ts'
import { stepFault } from './check-step.ts'
import type { Plan } from './plan.ts'

/** What `engine/native/addon` exports. */
interface Addon {
  isas(): string[]
  useErrorClass(errorClass: new (message: string) => Error): void
  open(plan: Plan, options: OpenOptions): NativeModel
  measurePeaks(threads: number, isa: string, keepMemory: boolean): NativePeaks
}

/** Operations and bytes read per second, all threads together; null where the instruction set has no such instruction. */
export interface NativeRates {
  readonly f32: number
  readonly bf16: number | null
  readonly int8: number | null
  readonly read: number
}

/** The fastest windows, and passes over memory, with what was sustained over all of them. */
export interface NativePeaks extends NativeRates {
  readonly sustained: NativeRates
}

interface NativeModel {
  step(
    sequences: number,
    tokens: Int32Array,
    positions: Int32Array,
    starts: Int32Array,
    kvLengths: Int32Array,
    pages: Int32Array,
    pageStarts: Int32Array,
    logitsRows: number,
    rows: Int32Array,
    temperature: Float32Array,
    topK: Int32Array,
    topP: Float32Array,
    draw: Float64Array,
    sampled: Int32Array,
    logprob: Float32Array | null,
    logits: Float32Array | null,
  ): void
  counters(decode: boolean): Float64Array
  /** weightBytes, kvBytes, scratchBytes */
  sizes(): Float64Array
  close(): void
}

/** What the native part throws: a plan it cannot run or a step outside its arrays, so a bug above it, or memory it cannot get. */
class NativeError extends EngineError {
  constructor(message: string) {
    super('internal', `native: ${message}`)
  }
}

/** Loads the addon (of this package, or at `path`); throws `EngineError('addon')` when it has not been built or does not fit this Node. */
export function loadNativeBackend(path = addonPath()): Backend {
  const addon = loadAddon(path)
  addon.useErrorClass(NativeError)
  const isas = addon.isas()
  return {
    name: 'native',
    isas,
    open(plan, options) {
      if (!isas.includes(options.isa)) {
        const message = `isa: expected one of ${isas.join(', ')} (what this CPU runs), got ${options.isa}`
        throw new EngineError('usage', message, { hint: `use --isa ${isas[0]}, or unset INFBENCH_ISA` })
      }
      return executable(addon.open(plan, options))
    },
  }
}

/**
 * Measures what `threads` threads can do at most with an instruction set that this CPU runs; blocks for one to three seconds.
 * `keepMemory`: what was read stays for the next time; a virtual machine that gives hundreds of megabytes back to its host is slow
 * for a second afterwards.
 */
export function measureNativePeaks(
  threads: number,
  isa: string,
  { keepMemory = false, path = addonPath() }: { keepMemory?: boolean; path?: string } = {},
): NativePeaks {
  const addon = loadAddon(path)
  addon.useErrorClass(NativeError)
  return addon.measurePeaks(threads, isa, keepMemory)
}

/** `engine/native/build/Release/infbench_native.node` below the nearest package.json, from the sources as from dist. */
export function addonPath(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'engine', 'native', 'build', 'Release', 'infbench_native.node')
}

function loadAddon(path: string): Addon {
  const hint = 'npm run build:native'
  if (!existsSync(path))
    throw new EngineError('addon', `${path}: expected the native addon, got no such file`, { hint })
  try {
    return createRequire(import.meta.url)(path) as Addon
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError('addon', `${path}: expected an addon for this Node, got: ${reason}`, { hint, cause })
  }
}

function executable(model: NativeModel): ExecutableModel {
  const [weightBytes = 0, kvBytes = 0, scratchBytes = 0] = model.sizes()
  return {
    weightBytes,
    kvBytes,
    scratchBytes,
    step(batch) {
      const fault = stepFault(batch)
      if (fault !== null) throw new EngineError('internal', `step: ${fault}`)
      step(model, batch)
    },
    counters: (phase) => model.counters(phase === 'decode'),
    close: () => model.close(),
  }
}

function step(model: NativeModel, b: StepBatch): void {
  model.step(
    b.sequences,
    b.tokens,
    b.positions,
    b.starts,
    b.kvLengths,
    b.pages,
    b.pageStarts,
    b.logitsRows,
    b.rows,
    b.temperature,
    b.topK,
    b.topP,
    b.draw,
    b.sampled,
    b.logprob,
    b.logits,
  )
}
