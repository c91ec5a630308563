import { EngineError } from '../../engine-error.ts'

/** The instruction set to run: `wanted`, or the first of `isas`, those of this CPU, best first. `EngineError('usage')` for another. */
export function chooseIsa(isas: readonly string[], wanted: string | null): string {
  const [best] = isas
  if (best === undefined) throw new EngineError('internal', 'backend: expected at least one instruction set, got none')
  if (wanted === null || isas.includes(wanted)) return wanted ?? best
  throw new EngineError(
    'usage',
    `--isa or INFBENCH_ISA: expected one of ${isas.join(', ')} on this CPU, got ${wanted}`,
    { hint: 'leave both out for the best of this CPU' },
  )
}

/** Worker threads: `wanted`, or one for each of `cores`. `EngineError('usage')` for more. */
export function chooseThreads(wanted: number | null, cores: number): number {
  if (wanted === null) return cores
  if (wanted <= cores) return wanted
  throw new EngineError('usage', `--threads: expected at most the ${cores} physical cores, got ${wanted}`)
}
