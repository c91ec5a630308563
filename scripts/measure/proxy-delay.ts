/**
 * What `infbench record` adds to a streamed answer: the same requests straight to the mock server and through the recorder, in
 * turns, each event's arrival minus the time the server's own log says it was written. `npm run measure:proxy [ROUNDS] [COMMAND...]`,
 * after a build; the recorder runs as users run it, a process of its own. `first`: through one that has just said that it listens.
 * COMMAND: any other relay, measured in the same turns, such as
 * `socat TCP-LISTEN:{port},fork,reuseaddr,nodelay TCP:{to},nodelay`: the least that standing between two processes adds on this machine.
 */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processClock } from '../../src/core/clock.ts'
import { againstLog, quantileOf } from '../../src/selftest/against-log.ts'
import { cliMain } from '../../test/helpers/cli.ts'
import { loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'

const [roundsText = '4', ...commands] = process.argv.slice(2)
const rounds = Number(roundsText)
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

const firstPort = 18_700

/** Starts another relay and waits until it takes connections. */
async function startOther(mock: MockServer, command: string, place: number) {
  const port = firstPort + place
  const filled = command.replaceAll('{port}', `${port}`).replaceAll('{to}', new URL(mock.url).host)
  const [program = '', ...args] = filled.split(' ')
  const other = spawn(program, args, { stdio: 'ignore' })
  while (!(await takesConnections(port)))
    if (other.exitCode !== null) throw new Error(`${filled} ended with ${other.exitCode}`)
  return { url: `http://127.0.0.1:${port}/v1`, stop: () => other.kill('SIGKILL') }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true) ?? socket.destroy())
    socket.once('error', () => setTimeout(resolve, 50, false))
  })
}

const none = (): Delays => ({ ttft: [], event: [] })

function add(to: Delays, { ttft, event }: Delays): void {
  to.ttft.push(...ttft)
  to.event.push(...event)
}

async function main(): Promise<void> {
  const mock = await startMockServer()
  const folder = await mkdtemp(join(tmpdir(), 'infbench-delay-'))
  const relays = [await startRecorder(mock, folder, 0)]
  for (const [place, command] of commands.entries()) relays.push(await startOther(mock, command, place))
  const seen = new Map(['direct', 'first', 'recorder', ...commands].map((name) => [name, none()]))
  const note = (name: string, delays: Delays) => add(seen.get(name) as Delays, delays)
  try {
    for (const { url } of [mock, ...relays]) await measure(url, mock, firstAnswers)
    for (let round = 0; round < rounds; round++) {
      note('direct', await measure(mock.url, mock))
      for (const [i, { url }] of relays.entries())
        note(i === 0 ? 'recorder' : (commands[i - 1] as string), await measure(url, mock))
      const fresh = await startRecorder(mock, folder, round + 1)
      note('first', await measure(fresh.url, mock, firstAnswers))
      fresh.stop()
    }
    const { direct = none(), ...others } = Object.fromEntries(seen)
    for (const what of ['ttft', 'event'] as const)
      for (const [how, delays] of Object.entries(others)) print(what, how, direct[what], delays[what])
  } finally {
    for (const relay of relays) relay.stop()
    await mock.close()
    await rm(folder, { recursive: true })
  }
}

function print(what: string, how: string, direct: readonly number[], proxied: readonly number[]): void {
  const cells = [0.5, 0.9, 0.99, 1].map((share) => {
    const added = quantileOf(proxied, share) - quantileOf(direct, share)
    return `p${share * 100} ${quantileOf(direct, share).toFixed(3)} -> ${quantileOf(proxied, share).toFixed(3)} (+${added.toFixed(3)})`
  })
  process.stdout.write(`${what.padEnd(6)} ${how.slice(0, 30).padEnd(8)} ${proxied.length}, ms  ${cells.join('   ')}\n`)
}

await main()
