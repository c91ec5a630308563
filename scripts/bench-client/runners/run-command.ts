import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Cores, pinned, withMock } from './run-client.ts'

/** What a whole `infbench run` used, its report included. */
export interface CommandFigures {
  readonly exitCode: number
  readonly cpuNs: number
  readonly peakMemoryBytes: number
}

/** The built command line. */
export const infbench = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url))
const ticksPerSecond = 100
const sampleEveryMs = 25

/** Runs a workload against a fresh mock by the command line, on the client's core; it writes its report as well. */
export function runCommand(workload: readonly string[], cores: Cores | null): Promise<CommandFigures> {
  return withMock(cores, async ({ url }) => {
    const folder = mkdtempSync(join(tmpdir(), 'infbench-bench-'))
    try {
      const file = join(folder, 'bench.yaml')
      writeFileSync(file, [`target: {url: "${url}", model: ${workload[0]}}`, ...workload.slice(1), ''].join('\n'))
      return await measured(['run', file], folder, cores)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

async function measured(args: readonly string[], cwd: string, cores: Cores | null): Promise<CommandFigures> {
  const [program = '', ...rest] = pinned(cores?.client, [process.execPath, infbench, ...args])
  const before = childrenTicks()
  const env = { ...process.env, INFBENCH_DB: join(cwd, 'runs.db') }
  const child = spawn(program, rest, { cwd, env, stdio: 'ignore' })
  let peakMemoryBytes = 0
  const sampler = setInterval(() => (peakMemoryBytes = Math.max(peakMemoryBytes, highWater(child.pid))), sampleEveryMs)
  const exitCode = await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
  clearInterval(sampler)
  return { exitCode, cpuNs: ((childrenTicks() - before) / ticksPerSecond) * 1e9, peakMemoryBytes }
}

/** CPU time of all children that have ended: fields 16 and 17 of /proc/self/stat. */
function childrenTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[13]) + Number(fields[14])
}

function highWater(pid: number | undefined): number {
  try {
    const line = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Number(line?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
