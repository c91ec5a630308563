/**
 * llama2.c checkpoints (karpathy/llama2.c, export.py): a header, then float32 tensors one after another, each matrix
 * row-major with one row per output. Two layouts are read:
 * - legacy (v0): seven int32 (dim, hidden, layers, heads, kv heads, vocab, context; a negative vocab says that the output
 *   head is a matrix of its own), tensors grouped by kind over all layers, two unused RoPE tables before the head;
 * - v1: magic `ak42`, version, the same seven int32, one byte "head is the embedding", padded to 256 bytes; norms come first.
 * v2 (int8) is refused. The size of the file is known from the header and must match to the byte, so that a file cut short
 * or of another format never loads as noise.
 */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError } from '../engine-error.ts'

export interface Llama2cHeader {
  readonly version: 0 | 1
  readonly hidden: number
  readonly ffn: number
  readonly layers: number
  readonly heads: number
  readonly kvHeads: number
  readonly vocabSize: number
  readonly contextLength: number
  /** The output head is the embedding. */
  readonly tied: boolean
}

/** A float32 matrix inside the file; vectors have one row. */
export interface Llama2cTensor {
  readonly rows: number
  readonly cols: number
  readonly offsetBytes: number
}

export interface Llama2cFile {
  readonly header: Llama2cHeader
  /** `embed`, `norm`, `head` (absent when tied) and `layers.<n>.<attention.norm|q|k|v|o, ffn.norm|gate|down|up>`. */
  readonly tensors: ReadonlyMap<string, Llama2cTensor>
}

const v1Magic = 0x616b3432
const v1HeaderBytes = 256
const v0HeaderBytes = 28

/** Reads the header and works out where every tensor lies; reads no weights. Throws `EngineError('model')`. */
export async function readLlama2c(path: string): Promise<Llama2cFile> {
  const { head, sizeBytes } = await readHead(path)
  const name = basename(path)
  if (head.length < v0HeaderBytes)
    throw malformed(name, `at least ${v0HeaderBytes} bytes of header`, `${sizeBytes} bytes`)
  const foreign = foreignFormat(head)
  if (foreign !== null) throw malformed(name, 'a llama2.c checkpoint', foreign)
  const header = parseHeader(head, name)
  const layout = tensorLayout(header)
  if (layout.sizeBytes !== sizeBytes)
    throw malformed(
      name,
      `${layout.sizeBytes} bytes (llama2.c v${header.version}, ${header.layers} layers of ${header.hidden}, vocabulary ${header.vocabSize})`,
      `${sizeBytes} bytes`,
    )
  return { header, tensors: layout.tensors }
}

async function readHead(path: string): Promise<{ head: Buffer; sizeBytes: number }> {
  const file = await open(path, 'r')
  try {
    const sizeBytes = (await file.stat()).size
    const head = Buffer.alloc(Math.min(v1HeaderBytes, sizeBytes))
    await file.read(head, 0, head.length, 0)
    return { head, sizeBytes }
  } finally {
    await file.close()
  }
}

function foreignFormat(head: Buffer): string | null {
  const magic = head.toString('latin1', 0, 4)
  if (magic === 'GGUF') return 'a GGUF file'
  if (magic.startsWith('PK')) return 'a zip archive (a PyTorch checkpoint?)'
  if (magic.startsWith('\x1f\x8b')) return 'a gzip file'
  if (head[8] === 0x7b && head.readBigUInt64LE(0) < 1n << 32n) return 'a safetensors file'
  if (/^\s*[[{<#"]/.test(magic)) return 'a text file'
  return null
}

function parseHeader(head: Buffer, name: string): Llama2cHeader {
  if (head.readUInt32LE(0) !== v1Magic) {
    const header = headerFrom(head, 0, 0, head.readInt32LE(20) > 0)
    return checked(header, name)
  }
  const version = head.readInt32LE(4)
  if (version === 2)
    throw malformed(name, 'llama2.c v0 or v1 (float32)', 'v2 (int8 groups)', 'export it again with --version 1')
  if (version !== 1) throw malformed(name, 'llama2.c v0 or v1', `version ${version}`)
  if (head.length < v1HeaderBytes) throw malformed(name, `a header of ${v1HeaderBytes} bytes`, `${head.length} bytes`)
  return checked(headerFrom(head, 8, 1, head[36] === 1), name)
}

function headerFrom(head: Buffer, at: number, version: 0 | 1, tied: boolean): Llama2cHeader {
  const field = (index: number) => head.readInt32LE(at + 4 * index)
  return {
    version,
    hidden: field(0),
    ffn: field(1),
    layers: field(2),
    heads: field(3),
    kvHeads: field(4),
    vocabSize: Math.abs(field(5)),
    contextLength: field(6),
    tied,
  }
}

/** Limits far above any known model: they only tell a header from the first bytes of something else. */
function checked(header: Llama2cHeader, name: string): Llama2cHeader {
  const { hidden, ffn, layers, heads, kvHeads, vocabSize, contextLength } = header
  const within = (value: number, most: number) => value > 0 && value <= most
  const plausible =
    within(hidden, 1 << 16) &&
    within(ffn, 1 << 18) &&
    within(layers, 1024) &&
    within(heads, 1024) &&
    within(kvHeads, heads) &&
    within(vocabSize, 1 << 21) &&
    within(contextLength, 1 << 24) &&
    hidden % heads === 0 &&
    (hidden / heads) % 2 === 0 &&
    heads % kvHeads === 0
  if (plausible) return header
  const got = `dim ${hidden}, hidden ${ffn}, layers ${layers}, heads ${heads}/${kvHeads}, vocabulary ${vocabSize}, context ${contextLength}`
  throw malformed(name, 'a llama2.c header', got)
}

/** Tensors of one kind lie together, layer after layer. */
function tensorLayout(header: Llama2cHeader): { tensors: Map<string, Llama2cTensor>; sizeBytes: number } {
  const tensors = new Map<string, Llama2cTensor>()
  let offsetBytes = header.version === 0 ? v0HeaderBytes : v1HeaderBytes
  const take = (name: string | null, rows: number, cols: number) => {
    if (name !== null) tensors.set(name, { rows, cols, offsetBytes })
    offsetBytes += 4 * rows * cols
  }
  const perLayer = (name: string, rows: number, cols: number) => {
    for (let layer = 0; layer < header.layers; layer++) take(`layers.${layer}.${name}`, rows, cols)
  }
  const { hidden, vocabSize } = header
  if (header.version === 1) {
    perLayer('attention.norm', 1, hidden)
    perLayer('ffn.norm', 1, hidden)
    take('norm', 1, hidden)
  }
  take('embed', vocabSize, hidden)
  if (header.version === 0) perLayer('attention.norm', 1, hidden)
  layMatrices(header, perLayer)
  if (header.version === 0) {
    take('norm', 1, hidden)
    take(null, header.contextLength, hidden / header.heads) // cos and sin tables, recomputed by the engine
  }
  if (!header.tied) take('head', vocabSize, hidden)
  return { tensors, sizeBytes: offsetBytes }
}

function layMatrices(header: Llama2cHeader, perLayer: (name: string, rows: number, cols: number) => void): void {
  const { hidden, ffn } = header
  const kv = (hidden / header.heads) * header.kvHeads
  perLayer('attention.q', hidden, hidden)
  perLayer('attention.k', kv, hidden)
  perLayer('attention.v', kv, hidden)
  perLayer('attention.o', hidden, hidden)
  if (header.version === 0) perLayer('ffn.norm', 1, hidden)
  perLayer('ffn.gate', ffn, hidden)
  perLayer('ffn.down', hidden, ffn)
  perLayer('ffn.up', ffn, hidden)
}

function malformed(name: string, expected: string, got: string, hint?: string): EngineError {
  return new EngineError('model', `${name}: expected ${expected}, got ${got}`, hint === undefined ? {} : { hint })
}
