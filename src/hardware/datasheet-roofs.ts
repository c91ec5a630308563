import { type Accelerator, accelerators } from './accelerators.ts'

/** What so many devices may do at most by their datasheet, together; FLOP/s and bytes/s. */
export interface Datasheet {
  readonly name: string
  readonly count: number
  readonly source: string
  readonly bytesPerS: number
  /** Null where the device has no such unit. */
  readonly flopPerS: Accelerator['peakPerSecond']
}

/** The hardware that a run names. */
interface NamedHardware {
  readonly accelerator: string | null
  readonly count: number
}

/** The datasheet of the accelerators that a run names, in any case of letters; null where it names none, or none that is known. */
export function datasheetOf(hardware: NamedHardware | null): Datasheet | null {
  const name = hardware?.accelerator?.trim().toLowerCase() ?? ''
  const device = Object.hasOwn(accelerators, name) ? accelerators[name] : undefined
  if (hardware === null || device === undefined) return null
  const { count } = hardware
  const times = (rate: number | null) => (rate === null ? null : count * rate)
  return {
    ...{ name: device.name, count, source: device.source, bytesPerS: count * device.memoryBytesPerSecond },
    flopPerS: { bf16: times(device.peakPerSecond.bf16), int8: times(device.peakPerSecond.int8) },
  }
}
