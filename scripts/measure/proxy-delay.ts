/**
 * What `infbench record` adds to a streamed answer: the same requests straight to the mock server and through the recorder, in
 * turns, each event's arrival minus the time the server's own log says it was written. `npm run measure:proxy [ROUNDS]`,
 * after a build; the recorder runs as users run it, a process of its own. `first`: through one that has just said that it listens.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processClock } from '../../src/core/clock.ts'
import { againstLog, quantileOf } from '../../src/selftest/against-log.ts'
import { cliMain } from '../../test/helpers/cli.ts'
import { loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'

const rounds = Number(process.argv[2] ?? 4)
const model = 'mock-ttft20-itl5-n32'
/** Answers through a recorder that are its first ones. */
const firstAnswers = 40

interface Delays {
  readonly ttft: number[]
  readonly event: number[]
}

async function measure(url: string, mock: MockServer, requests = 120): Promise<Delays> {
  const before = (await mock.log()).length
  const clock = processClock()
  const arrival = { process: 'constant', ratePerSecond: 40 } as const
  const { records } = await loadAgainst({ url, model, clock, arrival, requests, outputTokens: 32 })
  const errors = againstLog(records, (await mock.log()).slice(before), Number(clock.originNs))
  return {
    ttft: errors.map(({ outMs, backMs }) => outMs + (backMs[0] as number)),
    event: errors.flatMap(({ backMs }) => backMs),
  }
}

/** Starts a recorder in front of the mock server. */
async function startRecorder(mock: MockServer, folder: string, number: number) {
  const output = join(folder, `trace-${number}.jsonl.gz`)
  const args = ['record', '--to', mock.url, '--listen', ':0', '-o', output, '--quiet']
  const recorder = spawn(process.execPath, [cliMain, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const url = await new Promise<string>((resolve, reject) => {
    recorder.stderr.on('data', (text) => resolve(/listening on (\S+),/.exec(String(text))?.[1] ?? ''))
    recorder.once('exit', (code) => reject(new Error(`infbench record ended with ${code}`)))
  })
  return { url, stop: () => recorder.kill('SIGKILL') }
}

const none = (): Delays => ({ ttft: [], event: [] })

function add(to: Delays, { ttft, event }: Delays): void {
  to.ttft.push(...ttft)
  to.event.push(...event)
}

async function main(): Promise<void> {
  const mock = await startMockServer()
  const folder = await mkdtemp(join(tmpdir(), 'infbench-delay-'))
  const recorder = await startRecorder(mock, folder, 0)
  const seen = { direct: none(), first: none(), proxied: none() }
  try {
    await measure(mock.url, mock)
    await measure(recorder.url, mock)
    for (let round = 0; round < rounds; round++) {
      add(seen.direct, await measure(mock.url, mock))
      add(seen.proxied, await measure(recorder.url, mock))
      const fresh = await startRecorder(mock, folder, round + 1)
      add(seen.first, await measure(fresh.url, mock, firstAnswers))
      fresh.stop()
    }
    for (const what of ['ttft', 'event'] as const)
      for (const how of ['proxied', 'first'] as const) print(what, how, seen.direct[what], seen[how][what])
  } finally {
    recorder.stop()
    await mock.close()
    await rm(folder, { recursive: true })
  }
}

function print(what: string, how: string, direct: readonly number[], proxied: readonly number[]): void {
  const cells = [0.5, 0.9, 0.99, 1].map((share) => {
    const added = quantileOf(proxied, share) - quantileOf(direct, share)
    return `p${share * 100} ${quantileOf(direct, share).toFixed(3)} -> ${quantileOf(proxied, share).toFixed(3)} (+${added.toFixed(3)})`
  })
  process.stdout.write(`${what.padEnd(6)} ${how.padEnd(8)} ${proxied.length}, ms  ${cells.join('   ')}\n`)
}

await main()
