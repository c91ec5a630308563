import type { GateRun } from '../decide/gate-input.ts'

const most = 4

/** `a, b and c`; of many the first few and how many more there are. */
export function listed(words: readonly string[]): string {
  if (words.length > most) return `${words.slice(0, most - 1).join(', ')} and ${words.length - most + 1} more`
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Runs that differ from the largest group of equals, the first of equally large ones; null where all are equal. */
export function oddOnes(runs: readonly GateRun[], keyOf: (run: GateRun) => string) {
  const groups = new Map<string, GateRun[]>()
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run])
  if (groups.size < 2) return null
  const others = [...groups.values()].reduce((largest, group) => (group.length > largest.length ? group : largest))
  return { others, some: runs.filter((run) => !others.includes(run)) }
}
