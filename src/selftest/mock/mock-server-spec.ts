/**
 * How the mock server answers, read from a model name such as `mock-ttft50-itl10-n64-k4`. Times in ms (fractions with `p`:
 * `itl0p5`). Absent keys have the values below.
 */
export interface MockSpec {
  /** First token after the request was read; time between token events. */
  readonly ttft: number
  readonly itl: number
  /** Token events of all streams leave together, every so many ms, as those of a server that decodes in batches; 0: each when it is due. */
  readonly batch: number
  /** Tokens; 0: as many as `max_tokens` asks for (or 16). */
  readonly n: number
  /** Tokens per event. */
  readonly k: number
  /** Role-only chunk this long after the arrival; -1: none. */
  readonly role: number
  /** Response headers this long after the arrival; -1: with the first event. */
  readonly hdr: number
  /** 1: always, 0: never, -1: as the request asks. */
  readonly usage: number
  /** Prompt tokens that usage reports; -1: whitespace-separated words of the prompt. */
  readonly pt: number
  /** The first that many tokens are reasoning. */
  readonly rsn: number
  /** Status of an error answer; 0: none. */
  readonly err: number
  /** After that many tokens: an error event, a TCP reset, a clean close, an event that is not JSON; -1: never. */
  readonly errev: number
  readonly reset: number
  readonly cut: number
  readonly badjson: number
  /** Every so many requests are the ones that fail by `err`, `reset` or `cut`. */
  readonly every: number
  /** Flags. */
  readonly nodone: boolean
  readonly nofinish: boolean
  readonly mb: boolean
  /** Each event in two TCP writes, cut inside its text. */
  readonly seg: boolean
  readonly html: boolean
  readonly garbage: boolean
  readonly hang: boolean
  /** Accepts the request and closes the connection without a byte. */
  readonly drop: boolean
  readonly connclose: boolean
  /** The whole answer at once, made beforehand, with nothing in the log but its times: for measuring what the client costs. */
  readonly fast: boolean
  /** Running usage in every chunk, as vLLM's continuous usage stats. */
  readonly running: boolean
  /** When the sn-th request arrives the server stands still for sd ms. */
  readonly sn: number
  readonly sd: number
}

const numbers = {
  ...{ ttft: 20, itl: 5, batch: 0, n: 0, k: 1, role: -1, hdr: -1, usage: -1, pt: -1, rsn: 0, err: 0 },
  ...{ errev: -1, reset: -1, cut: -1, badjson: -1, every: 1, sn: -1, sd: 0 },
}
const flags = {
  ...{ nodone: false, nofinish: false, mb: false, seg: false, html: false, garbage: false, hang: false, drop: false },
  ...{ connclose: false, running: false, fast: false },
}

/** Reads a model name; a key that is unknown throws, so that a test cannot misspell its fault. */
export function mockSpec(model: string): MockSpec {
  const spec: Record<string, number | boolean> = { ...numbers, ...flags }
  for (const part of model.split('-').slice(1)) {
    const [, key, value] = /^([a-z]+)(\d+(?:p\d+)?)?$/.exec(part) ?? []
    if (key === undefined || !(key in spec)) throw new Error(`mock model ${model}: unknown key ${part}`)
    spec[key] = key in flags ? true : Number((value ?? '1').replace('p', '.'))
  }
  return spec as unknown as MockSpec
}
