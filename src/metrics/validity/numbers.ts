/** Numbers as reasons write them: three significant digits, unit attached. */
import { nsToMs, nsToS } from '../../core/units.ts'

export const digits = (value: number) => String(Number(value.toPrecision(3)))
export const percent = (share: number) => `${digits(100 * share)} %`
export const milliseconds = (ns: number) => (nsToS(ns) >= 10 ? `${digits(nsToS(ns))} s` : `${digits(nsToMs(ns))} ms`)
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
