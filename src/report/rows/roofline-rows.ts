import { type ComputeType, computeTypes, type PeakRates } from '../../core/engine-work.ts'
import { toGiga } from '../../core/units.ts'
import { type Datasheet, datasheetOf } from '../../hardware/datasheet-roofs.ts'
import { isDisturbed } from '../../hardware/roofline.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { roundTo } from '../../../reports/format-number.ts'
import type { DatasheetRoofs, RooflineRows, RoofRow } from '../chart-rows.ts'

/** Every timed kernel of both phases under the machine's measured roofs; null where the target told nothing or the machine was not measured. */
export function rooflineRows({ kernels, hardware }: Pick<RunDocument, 'kernels' | 'hardware'>): RooflineRows | null {
  const peaks = kernels?.peaks ?? null
  if (kernels === null || peaks === null || kernels.totals.length === 0) return null
  return {
    readGBPerS: roundTo(toGiga(peaks.readBytesPerS)),
    datasheet: datasheetRows(datasheetOf(hardware)),
    measuredAt: peaks.measuredAt,
    disturbed: isDisturbed(peaks),
    threads: kernels.threads,
    isa: kernels.isa,
    roofs: computeTypes.flatMap((type) => roof(type, peaks)),
    kernels: kernels.totals.map((kernel) => ({
      ...{ phase: kernel.phase, name: kernel.name, type: kernel.type, calls: kernel.calls },
      ms: roundTo(kernel.ms),
      share: kernel.share === null ? null : roundTo(kernel.share),
      flopPerByte: kernel.bytes > 0 ? roundTo(kernel.flop / kernel.bytes) : null,
      gflopPerS: roundTo(toGiga(kernel.flopPerS)),
      gbPerS: roundTo(toGiga(kernel.bytesPerS)),
      boundBy: kernel.boundBy,
      roofShare: kernel.roofShare === null ? null : roundTo(kernel.roofShare),
      gapMs: kernel.gapMs === null ? null : roundTo(kernel.gapMs),
    })),
  }
}

function datasheetRows(datasheet: Datasheet | null): DatasheetRoofs | null {
  if (datasheet === null) return null
  const { name, count, source, bytesPerS, flopPerS } = datasheet
  return {
    ...{ name: count === 1 ? name : `${count} × ${name}`, source, readGBPerS: roundTo(toGiga(bytesPerS)) },
    roofs: (['bf16', 'int8'] as const).flatMap((type) => {
      const rate = flopPerS[type]
      return rate === null ? [] : [{ type, gflopPerS: roundTo(toGiga(rate)) }]
    }),
  }
}

function roof(type: ComputeType, peaks: PeakRates): readonly RoofRow[] {
  const rate = { f32: peaks.f32FlopPerS, bf16: peaks.bf16FlopPerS, int8: peaks.int8FlopPerS }[type]
  return rate === null ? [] : [{ type, gflopPerS: roundTo(toGiga(rate)) }]
}
