/** Reads safetensors files of reference data: a JSON header, then tensors; float32, bfloat16, float16 and bytes become float32. */
import { readFileSync } from 'node:fs'

export interface Tensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export function readSafetensors(path: string): ReadonlyMap<string, Tensor> {
  const bytes = readFileSync(path)
  const headerBytes = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as Record<string, Entry>
  const tensors = new Map<string, Tensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const [from, to] = entry.data_offsets
    const data = bytes.subarray(8 + headerBytes + from, 8 + headerBytes + to)
    tensors.set(name, { shape: entry.shape, values: floats(data, entry.dtype) })
  }
  return tensors
}

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

function floats(data: Buffer, dtype: string): Float32Array {
  if (dtype === 'U8') return Float32Array.from(data)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  if (dtype === 'F32') return Float32Array.from({ length: data.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
  const read = dtype === 'BF16' ? fromBf16 : fromF16
  return Float32Array.from({ length: data.length / 2 }, (_, i) => read(view.getUint16(2 * i, true)))
}

const word = new DataView(new ArrayBuffer(4))

function fromBf16(bits: number): number {
  word.setUint32(0, bits * 0x10000)
  return word.getFloat32(0)
}

/** The value of a half by its bits. */
export function fromF16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
