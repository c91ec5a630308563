import picocolors from 'picocolors'
import type { Io, Output } from '../../../core/io.ts'

/** Colours and symbols for one output stream; plain text where it is not a terminal. */
export interface TextStyle {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
  /** Width to lay text out in: the terminal's, at most 100; 100 where there is none. */
  readonly columns: number
  readonly symbols: Symbols
}

interface Symbols {
  readonly bullet: string
  readonly ellipsis: string
  readonly atMost: string
  readonly atLeast: string
  readonly times: string
  readonly none: string
  /** A bar is so many of these. */
  readonly bar: string
  /** From nothing to full, for lines of little columns. */
  readonly steps: readonly string[]
}

const unicode: Symbols = {
  bullet: '·',
  ellipsis: '…',
  atMost: '≤',
  atLeast: '≥',
  times: '×',
  none: '–',
  bar: '█',
  steps: [...' ▁▂▃▄▅▆▇█'],
}
const ascii: Symbols = {
  bullet: '-',
  ellipsis: '...',
  atMost: '<=',
  atLeast: '>=',
  times: 'x',
  none: '-',
  bar: '#',
  steps: [...' .:-=+*%#'],
}
const widest = 100

/** NO_COLOR and FORCE_COLOR win over what the stream is; FORCE_COLOR wins over NO_COLOR, as in Node itself. */
export function textStyle(output: Output, env: Io['env']): TextStyle {
  const { bold, dim, red, green, yellow, cyan } = picocolors.createColors(wantsColor(output, env))
  const columns = output.columns === null ? widest : Math.min(widest, output.columns)
  return { bold, dim, red, green, yellow, cyan, columns, symbols: isPlain(env) ? ascii : unicode }
}

function wantsColor(output: Output, env: Io['env']): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((env['NO_COLOR'] ?? '') !== '') return false
  return output.isTerminal && env['TERM'] !== 'dumb'
}

/** A terminal that says it can do nothing, or a locale without other letters. */
const isPlain = (env: Io['env']) => env['TERM'] === 'dumb' || isAsciiLocale(env)

/** Only a locale that says so is taken for ASCII: containers often have none, behind a terminal that draws UTF-8. */
function isAsciiLocale(env: Io['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  return (
    locale !== undefined && locale !== '' && (/^(C|POSIX)$/.test(locale) || /\.(ANSI|US-ASCII|ASCII)/i.test(locale))
  )
}
