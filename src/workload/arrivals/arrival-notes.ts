import type { RunPlan } from '../run-plan.ts'

/** What a reader of the results must know of the files that arrivals and pauses come from. */
export function arrivalNotes({ arrival, requests }: RunPlan): readonly string[] {
  const pauses = [requests.sessions?.gap, arrival.process === 'concurrency' ? arrival.thinkTime : undefined]
  const shape = 'shape' in arrival ? arrival.shape : undefined
  return [
    ...(shape?.kind === 'rates' ? (shape.notes ?? []) : []),
    ...pauses.flatMap((pause) => (pause?.kind === 'quantiles' ? (pause.notes ?? []) : [])),
  ]
}
