/**
 * A process that keeps a model in memory and measures when asked: one question a line, one JSON line back. Ours and both
 * peers speak it, so that samples can be taken in turn without loading anything again.
 *
 *   prepare|measure prefill TOKENS 0 TIMES
 *   prepare|measure decode SEQUENCES CONTEXT TIMES
 *
 * Between questions the process is stopped (SIGSTOP): thread pools that spin while they wait would take a core from whoever
 * is measured meanwhile.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'

export interface ChildCommand {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What a measurement says; the plan's figures come from ours only. */
export interface Measured {
  readonly tokens: number
  readonly ns: number
  readonly flops?: number
  readonly bytes?: number
  readonly nodeNs?: number | null
}

/** A measurement node by node. */
export interface MeasuredNodes {
  readonly tokens: number
  readonly ns: number
  readonly nodes: readonly {
    readonly name: string
    readonly ns: number
    readonly flops: number
    readonly bytes: number
  }[]
}

export interface Child {
  readonly name: string
  readonly pid: number
  prepare(shape: StepShape): Promise<void>
  measure(shape: StepShape, times: number): Promise<Measured>
  /** Ours only. */
  nodes(shape: StepShape, times: number): Promise<MeasuredNodes>
  /** Any other question. */
  ask(question: string): Promise<unknown>
  close(): Promise<void>
}

/** Starts the process and waits until its model is loaded. Rejects with what it said on stderr when it ends early. */
export async function startChild(command: ChildCommand): Promise<Child> {
  const env = { ...process.env, ...command.env }
  const child = spawn(command.program, [...command.args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = endOf(child, command.name)
  // A stopped process does not see that its parent is gone.
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), ended])
    return line.done === true ? ended : JSON.parse(line.value)
  }
  const ask = async (question: string) => {
    child.kill('SIGCONT')
    child.stdin.write(`${question}\n`)
    const said = await answer()
    child.kill('SIGSTOP')
    return said
  }
  await answer()
  child.kill('SIGSTOP')
  return {
    name: command.name,
    pid: child.pid as number,
    ask,
    prepare: async (shape) => void (await ask(`prepare ${words(shape)} 1`)),
    nodes: async (shape, times) => (await ask(`nodes ${words(shape)} ${times}`)) as MeasuredNodes,
    measure: async (shape, times) => (await ask(`measure ${words(shape)} ${times}`)) as Measured,
    async close() {
      ended.catch(() => undefined)
      process.off('exit', orphaned)
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** Rejects when the process ends. */
async function endOf(child: ChildProcess, name: string): Promise<never> {
  let tail = ''
  child.stderr?.on('data', (data: Buffer) => (tail = (tail + data.toString()).slice(-2000)))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  throw new Error(`${name} ended with ${code ?? signal}: ${tail.trim().split('\n').slice(-3).join(' | ')}`)
}

function words(shape: StepShape): string {
  return shape.kind === 'prefill' ? `prefill ${shape.tokens} 0` : `decode ${shape.sequences} ${shape.context}`
}
