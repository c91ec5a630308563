/** The bars, as data: what is measured, against whom, and what ours must reach. In order of importance. */
import type { EngineSetting, PeakName, PeerName, StepRow } from './row.ts'

const settings = {
  '1b int4': { model: 'llama-1b', quant: 'int4', kv: 'bf16' },
  '1b int4, int8 KV': { model: 'llama-1b', quant: 'int4', kv: 'int8' },
  '1b int8': { model: 'llama-1b', quant: 'int8', kv: 'bf16' },
  '1b bf16': { model: 'llama-1b', quant: 'bf16', kv: 'bf16' },
  '110m int4': { model: 'llama-110m', quant: 'int4', kv: 'bf16' },
} as const satisfies Record<string, EngineSetting>

type SettingName = keyof typeof settings

const int4Peers: readonly PeerName[] = ['llama.cpp q4_0', 'llama.cpp q4_k_m', 'openvino']

type Extra = Pick<StepRow, 'share' | 'quick'> & { readonly peers?: readonly PeerName[] }

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
  decode('1b int4, int8 KV', 1, 2048, 1.3, onlyQ40),
  decode('1b int4, int8 KV', 8, 2048, 1.3, onlyQ40),
  decode('1b int4, int8 KV', 1, 8192, 1.3, onlyQ40),
  decode('1b int4, int8 KV', 8, 8192, 1.3, onlyQ40),
  prefill('1b int8', 512, 2.5, { peers: ['llama.cpp q8_0'] }),
  prefill('1b bf16', 512, 1.05, { peers: ['llama.cpp bf16'] }),
]

/** Share of the peak that a kernel by itself must reach; where a core has one 512-bit VNNI unit, and where it has two. */
export interface KernelBar {
  readonly name: string
  /** Arguments that pick the kernel and the shape from the grid of `engine bench`. */
  readonly kernel: Readonly<Record<string, string | number>>
  readonly of: PeakName
  readonly bar: number
  readonly barOfTwoUnits?: number
}

/** Step time outside the nodes, at most this share. */
export const overheadBar = { row: '110m int4 decode 1', bar: 0.05 } as const

/** Seconds that `npm ci` may take for the addon on two cores. */
export const buildSecondsBar = 150
