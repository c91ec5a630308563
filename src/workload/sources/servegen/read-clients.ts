import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sha256 } from '../fingerprint.ts'
import { readSourceText } from '../read-text.ts'
import { lengthsOf } from './read-lengths.ts'
import { windowsOf } from './read-windows.ts'

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
    const [windows, lengths] = [
      windowsOf(traceText, trace, skipBadRows),
      lengthsOf(lengthsText, lengthsPath, skipBadRows),
    ]
    for (const { read, bad } of [windows, lengths]) {
      all += read.length + bad
      badWindows += bad
    }
    clients.push({ name, windows: windows.read, lengths: lengths.read })
    texts.push(sha256(traceText), sha256(lengthsText))
  }
  return { clients, fingerprint: sha256(texts.join()), windows: all, badWindows }
}

/** Packed files keep their ending. */
async function lengthsName(folder: string, name: string): Promise<string> {
  const plain = `${name}-dataset.json`
  return (await readdir(folder)).find((each) => each.startsWith(plain)) ?? plain
}
