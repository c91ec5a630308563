/** The bars, as data: what is measured, against whom, and what ours must reach. In order of importance. */
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import type { EngineSetting, KernelRow, PeakName, PeerName, StepRow } from './row.ts'

const settings = {
  '1b int4': { model: 'llama-1b', quant: 'int4', kv: 'bf16' },
  '1b int4, int8 KV': { model: 'llama-1b', quant: 'int4', kv: 'int8' },
  '1b int8': { model: 'llama-1b', quant: 'int8', kv: 'bf16' },
  '1b bf16': { model: 'llama-1b', quant: 'bf16', kv: 'bf16' },
  '110m int4': { model: 'llama-110m', quant: 'int4', kv: 'bf16' },
} as const satisfies Record<string, EngineSetting>

type SettingName = keyof typeof settings

const int4Peers: readonly PeerName[] = ['llama.cpp q4_0', 'llama.cpp q4_k_m', 'openvino']

type Extra = Pick<StepRow, 'share' | 'quick' | 'against'> & { readonly peers?: readonly PeerName[] }

function prefill(setting: SettingName, tokens: number, bar: number, extra: Extra = {}): StepRow {
  const shape = { kind: 'prefill', tokens } as const
  return {
    kind: 'steps',
    name: `${setting} prefill ${tokens}`,
    ours: settings[setting],
    peers: int4Peers,
    shape,
    bar,
    ...extra,
  }
}

function decode(setting: SettingName, sequences: number, context: number, bar: number, extra: Extra = {}): StepRow {
  const shape = { kind: 'decode', sequences, context } as const
  const at = context === shortContext ? '' : ` at ${context}`
  const name = `${setting} decode ${sequences}${at}`
  return { kind: 'steps', name, ours: settings[setting], peers: int4Peers, shape, bar, ...extra }
}

const shortContext = 128
const quick = true
const onlyQ40 = { peers: ['llama.cpp q4_0'] } as const
const smallKv = { ...onlyQ40, against: { title: 'bf16 KV', setting: settings['1b int4'] } } as const

export const stepRows: readonly StepRow[] = [
  prefill('1b int4', 512, 1.05, { quick, share: { of: 'int8', bar: 0.76 } }),
  decode('1b int4', 1, shortContext, 1.05, { quick, share: { of: 'read', bar: 0.92 } }),
  decode('1b int4', 8, shortContext, 1.15, { quick }),
  decode('1b int4', 2, shortContext, 1.4),
  decode('1b int4', 4, shortContext, 1.35),
  decode('1b int4', 16, shortContext, 1.12),
  decode('1b int4', 32, shortContext, 1.1),
  prefill('1b int4', 128, 1.05),
  prefill('1b int4', 2048, 1.05),
  prefill('110m int4', 512, 1.05, { quick }),
  decode('110m int4', 1, shortContext, 1.2, { quick }),
  decode('110m int4', 8, shortContext, 1.6, { quick }),
  decode('110m int4', 4, shortContext, 1.6),
  decode('110m int4', 16, shortContext, 1.6),
  decode('110m int4', 32, shortContext, 1.6),
  prefill('110m int4', 128, 1.05),
  prefill('110m int4', 2048, 1.05),
  decode('1b int4', 1, 2048, 1.3, onlyQ40),
  decode('1b int4', 8, 2048, 1.3, onlyQ40),
  decode('1b int4', 1, 8192, 1.3, onlyQ40),
  decode('1b int4', 8, 8192, 1.3, onlyQ40),
  decode('1b int4, int8 KV', 1, 2048, 1.3, smallKv),
  decode('1b int4, int8 KV', 8, 2048, 1.3, smallKv),
  decode('1b int4, int8 KV', 1, 8192, 1.3, smallKv),
  decode('1b int4, int8 KV', 8, 8192, 1.3, smallKv),
  prefill('1b int8', 512, 2.5, { peers: ['llama.cpp q8_0'] }),
  prefill('1b bf16', 512, 1.05, { peers: ['llama.cpp bf16'] }),
]

const gemm = { disabledPasses: ['fuse-gate-up'], config: { layers: 4 } }
/** Gate and up by themselves are 2048 x 8192; the last layer runs on wanted rows only. */
const gemmNodes = /^layers\.[0-2]\.ffn\.(?:gate|up)$/

function gemmRow(rows: number, bar: number, barOfTwoUnits: number): KernelRow {
  const name = `kernel int4 2048x8192, M ${rows}`
  const shape = { kind: 'prefill', tokens: rows } as const
  return {
    kind: 'kernel',
    name,
    ours: settings['1b int4'],
    changes: gemm,
    nodes: gemmNodes,
    shape,
    of: 'int8',
    bar,
    barOfTwoUnits,
  }
}

const heads64 = { layers: 4 }
const heads128 = { layers: 4, heads: 16, kvHeads: 4, headDim: 128 }
const attentionNodes = /^layers\.[0-2]\.attention\.attention$/

function attentionRow(headDim: 64 | 128, shape: StepShape, of: PeakName, bar: number | null): KernelRow {
  const work = shape.kind === 'prefill' ? `prefill ${shape.tokens}` : `decode ${shape.sequences} at ${shape.context}`
  const name = `kernel attention d ${headDim}, ${work}${bar === null ? ', between the layers of steps' : ''}`
  const changes = { config: headDim === 64 ? heads64 : heads128 }
  const withoutBf16 = of === 'bf16' ? ({ orElse: { of: 'f32', bar: 0.6 } } as const) : {}
  return {
    kind: 'kernel',
    name,
    ours: settings['1b int4'],
    changes,
    nodes: attentionNodes,
    shape,
    of,
    bar,
    ...withoutBf16,
  }
}

const longPrompt = { kind: 'prefill', tokens: 2048 } as const
const longDecode = { kind: 'decode', sequences: 1, context: 8192 } as const

/** Kernels by themselves, timed where they stand in a step of the 1b model. */
export const kernelRows: readonly KernelRow[] = [
  gemmRow(512, 0.82, 0.66),
  gemmRow(64, 0.8, 0.62),
  gemmRow(16, 0.72, 0.48),
  attentionRow(64, longPrompt, 'bf16', 0.45),
  attentionRow(128, longPrompt, 'bf16', 0.45),
  attentionRow(64, longDecode, 'read', null),
  attentionRow(128, longDecode, 'read', null),
]

/** Attention of one new token over 8,192 keys by itself (kernels/harness/bounds), in turns with reading the same bytes. */
export const attentionDecode = {
  headDims: [64, 128],
  name: (headDim: number) => `kernel attention d ${headDim}, decode 1 at 8192`,
  bar: 0.85,
} as const

/** Batches whose tokens per second must not fall from one to the next, all measured in the same turns. */
export const risingBatches = [
  { title: '1b int4', setting: settings['1b int4'], sizes: [1, 2, 4, 8, 16, 32], context: shortContext },
  { title: '110m int4', setting: settings['110m int4'], sizes: [1, 2, 4, 8, 16, 32], context: shortContext },
] as const

/** Step time outside the nodes, at most this share. */
export const overheadBar = { row: '110m int4 decode 1', bar: 0.05 } as const

/** Our driver around llama.cpp over llama.cpp's own tools, at least: what it measures is what they would. */
export const driverBar = 0.95

/** Seconds that `npm ci` may take for the addon on two cores. */
export const buildSecondsBar = 150
