/** `chat` of `chat (repeat 2/5)`, `chat (rate=4)` of `chat (rate=4, repeat 2/5)`. */
const withoutRepeat = (name: string) =>
  name.replace(/(?:, | \()repeat \d+\/\d+\)$/, (end) => (end[0] === ',' ? ')' : ''))

/** `chat` of `chat (rate=4)`. */
const withoutPlace = (name: string) => name.replace(/ \([^()]*\)$/, '')

/** What runs of one workload, the newest last, are called together: what all their names have in common, without their places among repeats. */
export function seriesName(names: readonly string[]): string {
  const own = [...new Set(names.map(withoutRepeat))]
  const [first] = own
  return own.length === 1 && first !== undefined ? first : withoutPlace(withoutRepeat(names.at(-1) ?? ''))
}
