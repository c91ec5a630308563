import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import { sha256 } from '../fingerprint.ts'
import { readSourceText } from '../read-text.ts'

/**
 * ServeGen (Alibaba): not a log of requests but clients, each with a rate and a distribution of gaps for every ten minutes, and
 * distributions of lengths for some of them. `chunk-N-trace.csv` holds one client's windows (start s, rate, cv, family, two
 * parameters; no header), `chunk-N-dataset.json` its lengths by window. Source: github.com/alibaba/ServeGen.
 */
export interface ServeGenClient {
  readonly name: string
  readonly windows: readonly ArrivalWindow[]
  /** By start, rising. Not empty. */
  readonly lengths: readonly LengthWindow[]
}

export interface ArrivalWindow {
  readonly startS: number
  readonly ratePerSecond: number
  readonly family: 'gamma' | 'weibull' | 'exponential'
  /** Of the distribution of gaps; the rate gives its scale. */
  readonly shape: number
}

export interface LengthWindow {
  readonly startS: number
  readonly input: Pmf
  readonly output: Pmf
}

/** Token counts, rising, and the share of requests that have at most so many. */
export interface Pmf {
  readonly tokens: Float64Array
  readonly cumulative: Float64Array
}

const traceName = /^(chunk-\d+)-trace\.csv$/

/** Whether a path is a folder of ServeGen's chunks or one of their trace files. */
export async function isServeGen(path: string): Promise<boolean> {
  if (traceName.test(basename(path))) return true
  const facts = await stat(path).catch(() => null)
  return facts?.isDirectory() === true && (await readdir(path)).some((name) => traceName.test(name))
}

/** Clients, a fingerprint of all that was read, and how many windows of theirs could not be read and were left out. */
export interface ReadClients {
  readonly clients: readonly ServeGenClient[]
  readonly fingerprint: string
  readonly windows: number
  readonly badWindows: number
}

/**
 * The clients of a folder, or the one of a trace file. Windows that cannot be read end the reading with `source.unreadable`, unless
 * they are to be left out.
 */
export async function readServeGen(path: string, skipBadRows = false): Promise<ReadClients> {
  const isFile = traceName.test(basename(path))
  const folder = isFile ? dirname(path) : path
  const names = isFile ? [basename(path)] : (await readdir(folder)).filter((name) => traceName.test(name)).sort()
  const clients: ServeGenClient[] = []
  const texts: string[] = []
  let [all, badWindows] = [0, 0]
  for (const file of names) {
    const name = (traceName.exec(file) as RegExpExecArray)[1] as string
    const [trace, lengthsPath] = [join(folder, file), join(folder, await lengthsName(folder, name))]
    const [traceText, lengthsText] = [await readSourceText(trace), await readSourceText(lengthsPath)]
    const { windows, bad } = windowsOf(traceText, trace, skipBadRows)
    all += windows.length + bad
    badWindows += bad
    clients.push({ name, windows, lengths: lengthsOf(lengthsText, lengthsPath) })
    texts.push(sha256(traceText), sha256(lengthsText))
  }
  return { clients, fingerprint: sha256(texts.join()), windows: all, badWindows }
}

/** Packed files keep their ending. */
async function lengthsName(folder: string, name: string): Promise<string> {
  const plain = `${name}-dataset.json`
  return (await readdir(folder)).find((each) => each.startsWith(plain)) ?? plain
}

const families: Readonly<Record<string, ArrivalWindow['family']>> = {
  Gamma: 'gamma',
  Weibull: 'weibull',
  '': 'exponential',
}

function windowsOf(text: string, path: string, skipBadRows: boolean) {
  const windows: ArrivalWindow[] = []
  const faults: InfbenchError[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const window = windowOf(line)
    if (window !== null) windows.push(window)
    else faults.push(badWindow(`${path}:${i + 1}:1`, line))
  }
  if (faults[0] !== undefined && !skipBadRows) throw faults[0]
  return { windows, bad: faults.length }
}

/** Null where the line is no window. */
function windowOf(line: string): ArrivalWindow | null {
  const [start = '', rate = '', , family = '', shape = ''] = line.split(',').map((field) => field.trim())
  const known = families[family]
  const [startS, ratePerSecond, fitted] = [Number(start), Number(rate), Number(shape)] as const
  const isSound = start !== '' && rate !== '' && [startS, ratePerSecond, fitted].every(Number.isFinite)
  if (known === undefined || !isSound || ratePerSecond < 0 || startS < 0) return null
  const isFitted = known !== 'exponential' && fitted > 0
  return { startS, ratePerSecond, family: isFitted ? known : 'exponential', shape: isFitted ? fitted : 1 }
}

const badWindow = (where: string, line: string): InfbenchError =>
  unreadable(
    where,
    'start, rate, cv, Gamma or Weibull and two parameters',
    line,
    '--skip-bad-rows leaves windows out that cannot be read, and counts them in the run',
  )

function lengthsOf(text: string, path: string): LengthWindow[] {
  let windows: Record<string, Record<string, string>>
  try {
    windows = JSON.parse(text) as typeof windows
  } catch {
    throw unreadable(path, 'JSON', text.slice(0, 40))
  }
  const found = Object.entries(windows).flatMap(([start, fields]): LengthWindow[] => {
    const [input, output] = [fields['input_tokens'] ?? fields['text_tokens'], fields['output_tokens']]
    if (input === '{}' && output === '{}') return [] // a window without requests
    return [
      {
        startS: Number(start),
        input: pmfOf(input, `${path}: ${start}.input_tokens`),
        output: pmfOf(output, `${path}: ${start}.output_tokens`),
      },
    ]
  })
  if (found.length === 0) throw unreadable(path, 'at least one window of lengths', 'none')
  return found.sort((a, b) => a.startS - b.startS)
}

/** Reads `{4: 7.2e-05, 5: 0.00016}`, a Python dictionary; the shares are made to sum to 1. */
export function pmfOf(text: string | undefined, where: string): Pmf {
  const pairs = [...(text ?? '').matchAll(/(\d+): ([\d.e+-]+)/g)]
    .map(([, tokens, share]) => [Number(tokens), Number(share)] as const)
    .sort((a, b) => a[0] - b[0])
  const total = pairs.reduce((sum, [, share]) => sum + share, 0)
  if (!(total > 0)) throw unreadable(where, 'lengths and their shares such as {4: 0.5, 8: 0.5}', text ?? 'nothing')
  let below = 0
  const cumulative = pairs.map(([, share]) => (below += share) / total)
  return { tokens: Float64Array.from(pairs, ([tokens]) => tokens), cumulative: Float64Array.from(cumulative) }
}

const unreadable = (where: string, expected: string, got: string, hint?: string) =>
  new InfbenchError('source.unreadable', {
    hint,
    message: `${where}: expected ${expected}, got ${got.length <= 60 ? got : `${got.slice(0, 57)}...`}`,
  })
