import type { ClientPeer, PeerTask } from '../peers/client-peer.ts'
import type { ClientPaths } from '../peers/client-paths.ts'
import { type FaultRun, runOnFault } from '../runners/run-fault.ts'
import type { Cores } from '../runners/run-client.ts'
import { runPeer } from '../runners/run-peer.ts'
import type { Sitting, Taken } from './sitting.ts'

/** What a client makes of a server that fails. 1: what it says is true, 0: it is not, or it had to be ended. */
interface Fault {
  readonly name: string
  readonly model: string
  /** How many of the requests can succeed. */
  readonly good: number
  /** Whether scripts must hear of it by the exit code. */
  readonly isFatal: boolean
  /** Nobody listens. */
  readonly refused?: true
  /** What ours has to say besides: how it classes the failures, or of what it warns. */
  readonly says?: (run: FaultRun) => boolean
}

const requests = 24
const half = requests / 2
const invalid = ({ exitCode, status }: FaultRun) => exitCode === 69 && status === 'invalid'
const classed = (kind: string) => (run: FaultRun) => run.failures[kind] === half

const faults: readonly Fault[] = [
  {
    ...{ name: 'every request fails', model: 'mock-ttft5-itl1-n16-err500', good: 0, isFatal: true },
    says: invalid,
  },
  {
    ...{ name: 'nobody listens', model: 'mock', good: 0, isFatal: true, refused: true },
    says: ({ exitCode }) => exitCode === 69,
  },
  {
    ...{ name: 'half of the streams are cut', model: 'mock-ttft5-itl1-n16-cut4-every2', good: half, isFatal: false },
    says: classed('cut'),
  },
  {
    ...{ name: 'half end in an error event', model: 'mock-ttft5-itl1-n16-errev4-every2', good: half, isFatal: false },
    says: classed('streamError'),
  },
  {
    ...{ name: 'no [DONE]', model: 'mock-ttft5-itl1-n16-nodone', good: requests, isFatal: false },
    says: ({ reasons }) => reasons.some((code) => /done/.test(code)),
  },
  { name: 'as many requests as asked for', model: 'mock-ttft5-itl1-n16', good: requests, isFatal: false },
  {
    ...{ name: 'no answer ever', model: 'mock-hang', good: 0, isFatal: true },
    says: (run) => invalid(run) && run.failures['timeout'] === requests,
  },
]

const shape = { users: 4, requests, outputTokens: 16, stream: true, warmup: 0 } as const
/** Longer than any client takes to start, and less than most wait for an answer by default. */
const limitMs = 90_000

/** A port that is never listened on without privileges. */
const nowhere = 'http://127.0.0.1:9'

export const robustnessSittings: readonly Sitting[] = faults.map((fault, place) => {
  const name = `robustness: ${fault.name}`
  const task: PeerTask = { ...shape, model: fault.model }
  return {
    name,
    quick: place === 0,
    rows: [{ name, unit: 'right', better: 'more', bar: 1 }],
    measure: async (cores) => {
      const run = await runOnFault(task, cores, limitMs, fault.refused === true ? nowhere : null)
      const isRight = agrees(fault, run) && (fault.says?.(run) ?? true)
      return takenOf(name, isRight, run)
    },
    peers: { can: ({ does }) => does.streams, measure: (...who) => peerOn(fault, task, name, ...who) },
  }
})

async function peerOn(
  fault: Fault,
  task: PeerTask,
  name: string,
  peer: ClientPeer,
  paths: ClientPaths,
  cores: Cores | null,
) {
  const { exitCode, times, log } = await runPeer(peer, task, paths, cores, limitMs, (origin) =>
    fault.refused === true ? nowhere : origin,
  )
  const said = { exitCode, succeeded: times?.succeeded ?? null, failed: times?.failed ?? null, sent: log.length }
  return takenOf(name, agrees(fault, said), said)
}

/** By force: a null exit code. Who writes nothing may end with an error code instead. */
function agrees(fault: Fault, run: Pick<FaultRun, 'exitCode' | 'succeeded' | 'sent'>): boolean {
  const isSaid = run.succeeded === fault.good || (run.succeeded === null && fault.good === 0)
  const isHeard = run.exitCode !== null && (run.exitCode !== 0) === fault.isFatal
  return isSaid && isHeard && run.sent === (fault.refused === true ? 0 : requests)
}

const takenOf = (name: string, isRight: boolean, details: unknown): Taken => ({
  values: new Map([[name, isRight ? 1 : 0]]),
  details,
})
