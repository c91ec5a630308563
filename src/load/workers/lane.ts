/**
 * How one schedule is divided between the workers of a run, as pure arithmetic: every place of the schedule has exactly one lane, whatever
 * the workers do, and with one lane everything is as it was. Open loop: places in turn. Closed loop: users in turn, and places by the
 * user who would have them if all users were equally fast, so that a lane with more users has as many more requests.
 */
export interface Lane {
  /** From 0. */
  readonly index: number
  readonly of: number
}

/** The only lane of a load that nobody else takes part in. */
export const onlyLane: Lane = { index: 0, of: 1 }

/** The lane of a place (from 0) in the schedule; `users` null: an open loop. */
export function laneOf(place: number, of: number, users: number | null): number {
  return (users === null ? place : place % users) % of
}

/** The users of a lane, by their numbers among all. */
export function usersOf({ index, of }: Lane, users: number): readonly number[] {
  return Array.from({ length: shareOf(users, { index, of }) }, (_, i) => index + i * of)
}

/** How many of the first `count` places are a lane's; `users` null: those of an open loop, or whatever else is dealt in turn. */
export function shareOf(count: number, { index, of }: Lane, users: number | null = null): number {
  const inTurn = (places: number) => Math.max(0, Math.ceil((places - index) / of))
  if (users === null) return inTurn(count)
  return Math.floor(count / users) * inTurn(users) + inTurn(count % users)
}
