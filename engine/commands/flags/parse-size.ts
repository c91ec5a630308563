import { EngineError } from '../../engine-error.ts'

const units: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
}

/** Bytes of `512MiB`, `2GiB`, `1.5GB`, `1048576`. Throws `EngineError('usage')`. */
export function parseSizeBytes(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]i?B|B)?$/.exec(text)
  const unit = units[match?.[2] ?? 'B']
  if (match === null || unit === undefined)
    throw new EngineError('usage', `${flag}: expected a size such as 512MiB or 2GiB, got ${text}`)
  return Math.floor(Number(match[1]) * unit)
}
