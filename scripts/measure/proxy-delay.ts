/**
 * What `infbench record` adds to a streamed answer: the same requests straight to the mock server and through the recorder, in
 * turns, each event's arrival minus the time the server's own log says it was written. `npm run measure:proxy [ROUNDS]`,
 * after a build; the recorder runs as users run it, a process of its own.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processClock } from '../../src/core/clock.ts'
import { againstLog, quantileOf } from '../../src/selftest/against-log.ts'
import { cliMain } from '../../test/helpers/cli.ts'
import { loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import { startMockServer } from '../../src/selftest/mock/mock-server-process.ts'

const rounds = Number(process.argv[2] ?? 4)
const model = 'mock-ttft20-itl5-n32'

async function measure(url: string, logOf: () => ReturnType<Awaited<ReturnType<typeof startMockServer>>['log']>) {
  const before = (await logOf()).length
  const clock = processClock()
  const arrival = { process: 'constant', ratePerSecond: 40 } as const
  const { records } = await loadAgainst({ url, model, clock, arrival, requests: 120, outputTokens: 32 })
  const errors = againstLog(records, (await logOf()).slice(before), Number(clock.originNs))
  return {
    ttft: errors.map(({ outMs, backMs }) => outMs + (backMs[0] as number)),
    event: errors.flatMap(({ backMs }) => backMs),
  }
}

async function main(): Promise<void> {
  const mock = await startMockServer()
  const folder = await mkdtemp(join(tmpdir(), 'infbench-delay-'))
  const args = ['record', '--to', mock.url, '--listen', ':0', '-o', join(folder, 'trace.jsonl.gz'), '--quiet']
  const recorder = spawn(process.execPath, [cliMain, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      recorder.stderr.on('data', (text) => resolve(/listening on (\S+),/.exec(String(text))?.[1] ?? ''))
      recorder.once('exit', (code) => reject(new Error(`infbench record ended with ${code}`)))
    })
    const seen = {
      direct: { ttft: [] as number[], event: [] as number[] },
      proxied: { ttft: [] as number[], event: [] as number[] },
    }
    await measure(url, () => mock.log())
    for (let round = 0; round < rounds; round++) {
      for (const [name, base] of [
        ['direct', mock.url],
        ['proxied', url],
      ] as const) {
        const { ttft, event } = await measure(base, () => mock.log())
        seen[name].ttft.push(...ttft)
        seen[name].event.push(...event)
      }
    }
    for (const what of ['ttft', 'event'] as const) {
      const [direct, proxied] = [seen.direct[what], seen.proxied[what]]
      const cells = [0.5, 0.9, 0.99].map((share) => {
        const added = quantileOf(proxied, share) - quantileOf(direct, share)
        return `p${share * 100} ${quantileOf(direct, share).toFixed(3)} -> ${quantileOf(proxied, share).toFixed(3)} (+${added.toFixed(3)})`
      })
      process.stdout.write(`${what.padEnd(6)} ${direct.length} each, ms  ${cells.join('   ')}\n`)
    }
  } finally {
    recorder.kill('SIGKILL')
    await mock.close()
    await rm(folder, { recursive: true })
  }
}

await main()
