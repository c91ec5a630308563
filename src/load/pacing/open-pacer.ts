import type { LoadInput } from '../run-load.ts'
import { type Pacer, startPacer } from './pacer.ts'
import { TimerPacer } from './timer-pacer.ts'

/** The pacer that a load needs: one with a thread takes some 8 MB and wakes twenty times a second. `onProbe` gets event-loop delays. */
export async function openPacer(
  input: Pick<LoadInput, 'client' | 'schedule' | 'plan' | 'clock'>,
  onProbe: (delayNs: number) => void,
): Promise<Pacer> {
  return sendsByItself(input) ? new TimerPacer(input.clock, onProbe) : startPacer(input.clock, onProbe)
}

/** Whether the client has every request ahead of its time. Calls of sessions under a limit go to it when they are due: they must not take a place before. */
function sendsByItself({
  client,
  schedule,
  plan: { arrival },
}: Pick<LoadInput, 'client' | 'schedule' | 'plan'>): boolean {
  const limit = arrival.process === 'concurrency' ? undefined : arrival.maxInFlight
  return client.sendAt !== undefined && (schedule.sessions === undefined || limit === undefined)
}
