import type { ClientTelemetry } from '../core/run-header.ts'
import { runClosedLoop } from './closed-loop.ts'
import { type Ahead, LookAhead } from './look-ahead.ts'
import { type LoopContext, runOpenLoop } from './open-loop.ts'
import { FlightRoom } from './pacing/flight-room.ts'
import type { LoadInput } from './run-load.ts'
import type { PlayContext } from './sessions/play-session.ts'
import { runSessions } from './sessions/run-sessions.ts'
import { draftFirst, type ReadySession, type SessionWriter } from './sessions/session-writer.ts'
import type { PlannedSession } from '../workload/sessions/planned-session.ts'
import { type Lane, onlyLane, shareOf } from './workers/lane.ts'

/** What decides when which request is sent: a schedule, users who wait for answers, or sessions whose calls wait for each other. */
export interface Loop {
  /** Writes the first bodies. */
  fill(): Promise<void>
  /** Sends everything; resolves when nothing more will be sent. */
  run(times: LoopRun): Promise<void>
  /** Writes no more bodies; whoever waits for one gets none. */
  close(): void
  /** Measured requests that a limit of those under way has held back so far; null where the plan has none. */
  held(): HeldBack | null
}

export interface LoopRun extends Omit<LoopContext, 'ahead' | 'send'>, Pick<PlayContext, 'send' | 'giveUp'> {
  /** End of the warm-up. */
  readonly windowAt: number
}

// Bodies held ahead of their sending; of sessions, those of their first calls.
const queueDepth = 256
const sessionDepth = 32

type HeldBack = NonNullable<ClientTelemetry['heldBack']>
type Quiet = (urgent: () => boolean) => Promise<void>

/** The loop that a plan asks for. `quiet` resolves when no send is near. */
export function openLoop(input: LoadInput, quiet: Quiet): Loop {
  const { sessions } = input.schedule
  if (sessions === undefined) return requestLoop(input, quiet)
  if (input.writer === undefined) throw new TypeError('sessions need a writer of their calls')
  return sessionLoop(input, sessions, input.writer, quiet)
}

function requestLoop({ plan, schedule, prepare, part }: LoadInput, quiet: Quiet): Loop {
  const { lane = onlyLane } = part ?? {}
  const first = shareOf(usersOf(plan), lane)
  const ahead =
    part?.ahead(Math.max(queueDepth, first)) ??
    new LookAhead({ requests: schedule.requests, prepare, depth: queueDepth, first, quiet })
  const bound = flightBound(plan, lane)
  return {
    ...lifeOf(ahead),
    held: bound.held,
    run(times) {
      if (plan.arrival.process !== 'concurrency') return runOpenLoop({ ...times, ahead }, bound.open(times.halt))
      const { arrival } = plan
      const requestCount = plan.requestCount === null ? null : shareOf(plan.requestCount, lane, arrival.users)
      return runClosedLoop({ ...times, ...arrival, lane, ahead, ...boundsOf(plan, times), requestCount })
    },
  }
}

function sessionLoop(
  { plan, part }: LoadInput,
  sessions: Iterable<PlannedSession>,
  writer: SessionWriter,
  quiet: Quiet,
): Loop {
  const prepare = (session: PlannedSession) => draftFirst(writer, session)
  const { lane = onlyLane, quota } = part ?? {}
  const first = shareOf(usersOf(plan), lane)
  const ahead: Ahead<PlannedSession, ReadySession['prepared']> =
    part?.sessionsAhead(Math.max(sessionDepth, first)) ??
    new LookAhead({ requests: sessions, prepare, depth: sessionDepth, first, quiet })
  const { arrival, requestCount } = plan
  const users = arrival.process === 'concurrency' ? arrival : null
  const bound = flightBound(plan, lane)
  return {
    ...lifeOf(ahead),
    held: bound.held,
    run: (times) => {
      const room = bound.open(times.halt)
      // Places are taken when a call goes to `send`: one that is not due yet must not keep a place from another that is.
      const aheadNs = Number.isFinite(bound.most) ? 0 : (times.aheadNs ?? 0)
      const shared = { lane, ...(quota === undefined ? {} : { quota }) }
      const bounds = { ...boundsOf(plan, times), requestCount }
      return runSessions({ ...times, aheadNs, ahead, writer, users, ...shared, room, ...bounds })
    },
  }
}

/** Each user takes a request at the start. */
const usersOf = ({ arrival }: LoadInput['plan']) => (arrival.process === 'concurrency' ? arrival.users : 0)

const lifeOf = (ahead: { fill(): Promise<void>; close(): void }) => ({
  fill: () => ahead.fill(),
  close: () => ahead.close(),
})

/** The room of a plan's requests under way, and what it held back. */
function flightBound({ arrival }: LoadInput['plan'], lane: Lane) {
  const limit = arrival.process === 'concurrency' ? undefined : arrival.maxInFlight
  const most = limit === undefined ? undefined : shareOf(limit, lane)
  let room: FlightRoom | null = null
  return {
    most: most ?? Infinity,
    open: (halt: AbortSignal) => (room = new FlightRoom(most ?? Infinity, halt)),
    held: (): HeldBack | null =>
      most === undefined ? null : { requests: room?.held ?? 0, longestNs: room?.longestNs ?? 0 },
  }
}

const boundsOf = ({ durationNs }: LoadInput['plan'], { windowAt }: LoopRun) => ({
  warmUpEndAt: windowAt,
  endAt: durationNs === null ? null : windowAt + durationNs,
})
