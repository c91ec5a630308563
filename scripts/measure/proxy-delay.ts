/**
 * What `infbench record` adds to a streamed answer: `npm run measure:proxy -- [OPTIONS]` after a build. In each round the same requests go
 * straight to the mock server, through the recorder and through a relay in C that looks at nothing, in an order that turns; each event's
 * arrival is held against the time that the server's own log says it was written. A percentile that was added is the difference of two loads
 * of one round; told are the median of those, where it lies by the rounds' own spread, and whether the bar holds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withCoresApart } from '../../src/cli/pipeline/selftest/cores-apart.ts'
import { quantileOf } from '../../src/selftest/against-log.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { type Delays, delaysOf } from './delays.ts'
import { type Paired, paired, turned, verdict } from './paired.ts'
import { type Relay, startBare, startOther, startRecorder, startUnyielding } from './relays.ts'
import { threadsOf } from './thread-facts.ts'

const usage = `measure:proxy [--rounds N] [--requests N] [--nice] [--fresh] [--relay COMMAND ...]
  --rounds N      rounds, each with a load for every relay (default 20; 10 at least say where a median lies)
  --requests N    of one load, at 60 a second, 32 events each (default 60)
  --nice          also through a recorder whose main thread has not stepped back (needs the right to raise priorities)
  --fresh         in each round also the first 40 answers of a recorder that has just said that it listens
  --relay COMMAND any other: 'socat TCP-LISTEN:{port},fork,reuseaddr,nodelay TCP:{to},nodelay'
`
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '20' },
    requests: { type: 'string', default: '60' },
    nice: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    relay: { type: 'string', multiple: true, default: [] },
  },
})

/** Added at p99, ms: of the recorder's promise. */
const barMs = 1
/** Answers through a recorder that are its first ones. */
const firstAnswers = 40
const direct = 'direct'

type Taken = ReadonlyMap<string, Delays>

/** The mock server polls: on a core that it shares, relays would wait for it in turns of milliseconds. */
const main = () => withCoresApart((apart) => study(apart?.server))

async function study(serverCore: string | undefined): Promise<void> {
  const mock = await startMockServer(0, serverCore)
  const folder = await mkdtemp(join(tmpdir(), 'infbench-delay-'))
  const relays = await relaysFor(mock, folder)
  const recorder = relays[0] as Relay
  try {
    for (const { url } of [mock, ...relays]) await delaysOf(url, mock, firstAnswers)
    const before = threadsOf(recorder.pid)
    const startedAt = performance.now()
    const taken: Taken[] = []
    for (let round = 0; round < Number(values.rounds); round++) taken.push(await takeRound(round, mock, relays, folder))
    tellDelays(taken)
    tellThreads(before, threadsOf(recorder.pid), performance.now() - startedAt)
  } finally {
    for (const relay of relays) relay.stop()
    await mock.close()
    await rm(folder, { recursive: true })
  }
}

async function relaysFor(mock: MockServer, folder: string): Promise<readonly Relay[]> {
  const bare = await startBare(mock)
  const unyielding = values.nice ? await startUnyielding(mock, folder) : null
  const others = await Promise.all(values.relay.map((command) => startOther(mock, command)))
  return [await startRecorder(mock, folder), ...[bare, unyielding].filter((each) => each !== null), ...others]
}

async function takeRound(round: number, mock: MockServer, relays: readonly Relay[], folder: string): Promise<Taken> {
  const taken = new Map<string, Delays>()
  const ways = [{ name: direct, url: mock.url }, ...relays]
  for (const { name, url } of turned(ways, round)) taken.set(name, await delaysOf(url, mock, Number(values.requests)))
  if (!values.fresh) return taken
  const fresh = await startRecorder(mock, folder, `fresh ${round}`)
  taken.set('first answers', await delaysOf(fresh.url, mock, firstAnswers))
  fresh.stop()
  return taken
}

function tellDelays(taken: readonly Taken[]): void {
  say(`ms added, median of ${taken.length} rounds [its place at 90 %] (middle half of the rounds)`)
  const names = [...(taken[0]?.keys() ?? [])].filter((name) => name !== direct)
  const inOrder = names.toSorted((a, b) => Number(b === 'recorder') - Number(a === 'recorder'))
  for (const what of ['ttft', 'event'] as const)
    for (const share of [0.5, 0.99]) {
      for (const name of inOrder) tell(what, share, `${name} over direct`, addedBy(taken, what, share, [name, direct]))
      if (names.includes('bare relay'))
        tell(what, share, 'recorder over bare', addedBy(taken, what, share, ['recorder', 'bare relay']))
    }
}

function addedBy(taken: readonly Taken[], what: keyof Delays, share: number, [one, other]: readonly [string, string]) {
  const at = (round: Taken, name: string) => quantileOf(round.get(name)?.[what] ?? [], share)
  return paired(taken.map((round) => at(round, one) - at(round, other)))
}

function tell(what: string, share: number, how: string, added: Paired): void {
  const { median, interval, quartiles } = added
  const place = interval === null ? '[?]' : `[${ms(interval.low)}, ${ms(interval.high)}]`
  const judged = share === 0.99 && how.startsWith('recorder over') ? `  bar ${barMs} ms: ${verdict(added, barMs)}` : ''
  const label = `${what} p${share * 100}`.padEnd(10) + how.padEnd(34)
  say(`${label}${ms(median).padStart(7)}  ${place.padEnd(18)} (${quartiles.map(ms).join(' to ')})${judged}`)
}

/** How often the recorder's threads were woken and what they took: bytes pass on `infbench-wire`, JavaScript is told of them later. */
function tellThreads(before: ReturnType<typeof threadsOf>, after: ReturnType<typeof threadsOf>, tookMs: number): void {
  const tookS = tookMs / 1e3
  for (const thread of after) {
    const earlier = before.find(({ id }) => id === thread.id)
    const cpuS = thread.cpuS - (earlier?.cpuS ?? 0)
    const perSecond = (thread.sleeps - (earlier?.sleeps ?? 0)) / tookS
    if (cpuS === 0 && perSecond < 1) continue
    const took = `${((100 * cpuS) / tookS).toFixed(1)} % of a core, woken ${perSecond.toFixed(0)} times a second`
    say(`recorder's thread ${thread.name.padEnd(16)} nice ${`${thread.niceness}`.padStart(2)}: ${took}`)
  }
}

const ms = (value: number) => value.toFixed(3)
const say = (line: string) => void process.stdout.write(`${line}\n`)

if (values.help) process.stdout.write(usage)
else await main()
