import { loadNativeBackend, measureNativePeaks } from '../backends/native.ts'
import { chooseIsa } from '../runtime/setup/choose-isa.ts'
import { isDisturbed, machinePeaks } from '../runtime/setup/machine-peaks.ts'
import { physicalCores } from '../runtime/setup/physical-cores.ts'
import { wallMs } from '../telemetry/clock.ts'
import type { MachinePeaks, PeakRates } from '../telemetry/peaks/machine-peaks.ts'
import { toBillions } from '../units.ts'
import type { CommandIo } from './command-io.ts'
import { wantedIsa } from './flags/engine-options.ts'
import type { Verb } from './verb.ts'
import { examples } from './verb.ts'

export interface PeaksOptions {
  /** Null: the best of this CPU. */
  readonly isa: string | null
  readonly refresh: boolean
  readonly json: boolean
}

export const peaksVerb: Verb = {
  name: 'peaks',
  add: (cli, io) =>
    cli.command(
      'peaks',
      'Measures what this machine can do at most: arithmetic and memory, on all cores and on one.',
      (command) =>
        command
          .option('isa', {
            type: 'string',
            describe: 'instruction set  [default: INFBENCH_ISA, else the best of this CPU]',
          })
          .option('refresh', {
            type: 'boolean',
            default: false,
            describe: 'measures anew what is kept for this machine',
          })
          .option('json', { type: 'boolean', default: false, describe: 'prints one JSON document' })
          .requiresArg('isa')
          .example(
            examples(io.program, [
              ['peaks', 'measured once, then kept for this machine'],
              ['peaks --refresh', 'measures anew'],
              ['peaks --isa avx2 --json', 'of one instruction set, for scripts'],
            ]),
          ),
      ({ isa, refresh, json }) => peaks({ isa: wantedIsa(isa, io.env), refresh, json }, io),
    ),
}

/** Prints the machine's peaks; measures them where they are not kept or `refresh` asks for it. */
export function peaks({ isa: wanted, refresh, json }: PeaksOptions, io: CommandIo): void {
  const { isas } = loadNativeBackend()
  const isa = chooseIsa(isas, wanted)
  const question = { isa, cores: physicalCores(), measure: measureNativePeaks, env: io.env, wallMs, refresh }
  const found = machinePeaks(question)
  if (json) io.out(JSON.stringify(found.peaks))
  else for (const line of peaksTable(found.peaks, found.path)) io.out(line)
}

function disturbance(peaks: MachinePeaks): string[] {
  if (!isDisturbed(peaks)) return []
  const share = `${((peaks.othersShare ?? 0) * 100).toFixed(0)} %`
  return [
    `other programs used ${share} of the processors meanwhile; --refresh measures again and keeps the better figures`,
  ]
}

/** The table that people read. */
export function peaksTable(peaks: MachinePeaks, path: string | null): string[] {
  const { allCores, oneCore } = peaks
  const row = (label: string, of: (rates: PeakRates) => number | null, unit: string) => {
    const cell = (rates: PeakRates) => {
      const value = of(rates)
      return (value === null ? '-' : toBillions(value)).padStart(9)
    }
    return `  ${label.padEnd(26)}${cell(allCores)}${cell(oneCore)}  ${unit}`
  }
  const cores = `${peaks.cores} ${peaks.cores === 1 ? 'core' : 'cores'}`
  return [
    `${peaks.cpuModel}, ${peaks.isa}`,
    '',
    `  ${''.padEnd(26)}${cores.padStart(9)}${'1 core'.padStart(9)}`,
    row('int8 dot products', (rates) => rates.int8FlopPerS, 'GOP/s'),
    row('bf16 dot products', (rates) => rates.bf16FlopPerS, 'GFLOP/s'),
    row('f32 multiply-adds', (rates) => rates.f32FlopPerS, 'GFLOP/s'),
    row('streaming read', (rates) => rates.readBytesPerS, 'GB/s'),
    '',
    `measured ${peaks.measuredAt}${path === null ? '' : `, kept in ${path}`}`,
    ...disturbance(peaks),
  ]
}
