import { seededRng } from '../../core/rng.ts'
import type { RunPlan } from '../run-plan.ts'
import { drawPause } from './draw-pause.ts'

/**
 * The pauses of a closed loop's users, one for each request (or session) in the order in which they are taken up: a random stream
 * of its own, so that other pauses send the same requests. Nothing where all pause alike.
 */
export function userPauses({ arrival, seed }: Pick<RunPlan, 'arrival' | 'seed'>): () => { readonly pauseNs?: number } {
  if (arrival.process !== 'concurrency' || arrival.thinkTime === undefined) return () => ({})
  const { thinkTime } = arrival
  const rng = seededRng(seed).fork('pauses')
  return () => ({ pauseNs: drawPause(thinkTime, rng) })
}
