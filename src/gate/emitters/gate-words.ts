import type { GateDocument, GateVerdict } from '../gate-document.ts'

/** How each verdict is called and marked, in words first: the mark alone says nothing to whoever cannot see it. */
export const verdictWords: Readonly<Record<GateVerdict, { readonly word: string; readonly mark: string }>> = {
  pass: { word: 'Pass', mark: '✅' },
  warn: { word: 'Warning', mark: '⚠️' },
  regression: { word: 'Regression', mark: '❌' },
  inconclusive: { word: 'Inconclusive', mark: '❔' },
  incomparable: { word: 'No verdict', mark: '🚫' },
}

/** The verdict, and the gravest reason for it in a sentence. */
export function gateSentence({ verdict, reasons, candidate, baseline }: GateDocument): string {
  const { word } = verdictWords[verdict]
  const [reason] = reasons
  return reason === undefined ? `${word}. ${candidate.label} against ${baseline.label}.` : `${word}. ${reason}`
}

/** A figure with three significant digits and its unit; unknown is an en dash. */
export function figure(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return unknown
  if (unit === 'share') return `${rounded(value * percent)} %`
  return unit === '' ? rounded(value) : `${rounded(value)} ${unit}`
}

/** A change as a share, with its sign: `+3.4 %`; null is `open`, what a bound is on a side where nothing holds it. */
export function change(share: number | null, open: string = unknown): string {
  if (share === null || !Number.isFinite(share)) return open
  const size = Math.abs(share) * percent
  const text = size < leastChange ? '0' : rounded(size)
  return `${text === '0' ? '±' : share > 0 ? '+' : '−'}${text} %`
}

/** Both bounds; an open side is infinite. */
export const bounds = (lower: number | null, upper: number | null): string =>
  lower === null && upper === null ? unknown : `${change(lower, '−∞')} to ${change(upper, '+∞')}`

/** A p-value; never rounded down to 0. */
export function chance(p: number | null): string {
  if (p === null) return unknown
  return p > 0 && p < leastChance ? `< ${leastChance}` : p.toFixed(3)
}

const unknown = '–'
const percent = 100
/** Of a change, in per cent: what is less reads as none. */
const leastChange = 0.005
const leastChance = 0.001

function rounded(value: number): string {
  if (value === 0) return '0'
  const short = Number(value.toPrecision(3))
  return Math.abs(short) < leastChance
    ? short.toExponential()
    : short.toLocaleString('en-US', { maximumFractionDigits: 5 })
}
