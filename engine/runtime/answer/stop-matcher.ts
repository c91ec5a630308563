/**
 * Finds stop strings in text that comes in pieces. Text that might be the beginning of a stop string is held back until
 * the next piece decides, so that nothing of a stop string is ever shown.
 */
export interface StopMatcher {
  /** Text that may be shown now; `stopped` when a stop string was complete (it and what follows it are dropped). */
  push(text: string): { readonly text: string; readonly stopped: boolean }
  /** Text held back, when no more comes. */
  end(): string
}

/** A matcher for `stops`; the earliest occurrence in the text wins. */
export function createStopMatcher(stops: readonly string[]): StopMatcher {
  let held = ''
  return {
    push(text) {
      const all = held + text
      const at = earliest(all, stops)
      if (at >= 0) {
        held = ''
        return { text: all.slice(0, at), stopped: true }
      }
      const keep = possibleStart(all, stops)
      held = keep === 0 ? '' : all.slice(-keep)
      return { text: keep === 0 ? all : all.slice(0, -keep), stopped: false }
    },
    end() {
      const rest = held
      held = ''
      return rest
    },
  }
}

function earliest(text: string, stops: readonly string[]): number {
  let first = -1
  for (const stop of stops) {
    const at = text.indexOf(stop)
    if (at >= 0 && (first < 0 || at < first)) first = at
  }
  return first
}

/** Length of the longest end of `text` that begins a stop string. */
function possibleStart(text: string, stops: readonly string[]): number {
  let longest = 0
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length
    }
  }
  return longest
}
