/** Whether our driver around llama.cpp is as fast as llama.cpp's own tools, which it stands in for. */
import { join } from 'node:path'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import type { PeerPaths } from '../peers/peer-paths.ts'
import { driverBar } from '../rows/bars.ts'
import type { ResultRow } from '../rows/row.ts'
import { runTool } from '../runners/run-tool.ts'
import { median } from '../sampling/statistics.ts'
import type { AloneRow } from './alone-rows.ts'

const model = 'llama-1b'
const file = 'q4_0'
const decodeSteps = 32
const batch = 8
const context = 128
const rounds = 3
const activeWait = { OMP_WAIT_POLICY: 'active' }

/** Prefill and single decode beside llama-bench, a batch beside llama-batched-bench; in turns. */
export function driverRow(paths: PeerPaths, threads: number): AloneRow {
  const name = "llama.cpp's own tools against our driver"
  return {
    name,
    quick: false,
    async measure({ cast, withPeers }) {
      if (!withPeers) return []
      const driver = await cast.peer(`llama.cpp ${file}`, model)
      const rows: ResultRow[] = []
      for (const { title, shape, times, tool } of checks(paths, threads)) {
        await driver.prepare(shape)
        const pairs: (readonly [number, number])[] = []
        for (let i = 0; i < rounds; i++) {
          const { tokens, ns } = await driver.measure(shape, times)
          pairs.push([(tokens / ns) * 1e9, await tool()])
        }
        const [value, peerValue] = [median(pairs.map(([ours]) => ours)), median(pairs.map(([, theirs]) => theirs))]
        const ratio = value / peerValue
        const verdict = { peerValue, ratio, bar: driverBar, ok: ratio >= driverBar, details: { pairs } }
        rows.push({ name: `${name}, ${title}`, value, unit: 'tok/s', peer: 'llama.cpp', ...verdict })
      }
      return rows
    },
  }
}

interface Check {
  readonly title: string
  readonly shape: StepShape
  readonly times: number
  /** Tokens per second by the tool of llama.cpp. */
  tool(): Promise<number>
}

function checks(paths: PeerPaths, threads: number): readonly Check[] {
  const bench = async (...args: string[]) => {
    const flags = ['-m', paths.gguf(model, file), '-t', `${threads}`, '-fa', 'on', '-r', '1', '-o', 'jsonl', ...args]
    return numberIn(
      await runTool(join(paths.llamaBin, 'llama-bench'), flags, { env: activeWait }),
      /"avg_ts": ([\d.]+)/,
    )
  }
  const batched = async () => {
    const shape = ['-npp', `${context}`, '-ntg', `${decodeSteps}`, '-npl', `${batch}`, '-c', '4096', '-pps']
    const flags = ['-m', paths.gguf(model, file), '-t', `${threads}`, '-fa', 'on', '--output-format', 'jsonl', ...shape]
    return numberIn(
      await runTool(join(paths.llamaBin, 'llama-batched-bench'), flags, { env: activeWait }),
      /"speed_tg": ([\d.]+)/,
    )
  }
  const decode = (sequences: number) => ({ kind: 'decode', sequences, context }) as const
  return [
    {
      title: 'prefill 512',
      shape: { kind: 'prefill', tokens: 512 },
      times: 1,
      tool: () => bench('-p', '512', '-n', '0'),
    },
    {
      ...{ title: 'decode 1', shape: decode(1), times: decodeSteps },
      tool: () => bench('-p', '0', '-n', `${decodeSteps}`, '-d', `${context}`),
    },
    { title: `decode ${batch}`, shape: decode(batch), times: decodeSteps, tool: batched },
  ]
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error(`expected ${pattern.source} in the output, got: ${text.slice(-500)}`)
  return Number(found)
}
