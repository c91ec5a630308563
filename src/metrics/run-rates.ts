/** Arithmetic of the run metrics: rates over the window, money over rates; null wherever a part is unknown. */
import { NS_PER_S, nsToS } from '../core/units.ts'
import { costPerThousandRequests } from '../hardware/cost.ts'
import type { RunTotals } from './metric.ts'
import type { WindowWork } from './window-work.ts'

/** An amount of the window's work per second; null for a window without length. */
export function perSecond(amount: number, { windowNs }: WindowWork): number | null {
  return windowNs > 0 ? amount / nsToS(windowNs) : null
}

/** How often something that takes `ns` happens in a second. */
export function reciprocalPerSecond(ns: number | null): number | null {
  return ns === null || ns === 0 ? null : NS_PER_S / ns
}

/** A value times a factor, null where either is unknown. */
export function scaled(value: number | null, factor: number | null): number | null {
  return value === null || factor === null ? null : value * factor
}

/** What a share leaves. */
export const rest = (share: number | null) => (share === null ? null : 1 - share)

/** Share of the requests' time that passed before their first tokens; null where no first token was seen. */
export function prefillShare({ prefillNs, decodeNs }: WindowWork): number | null {
  return prefillNs + decodeNs > 0 ? prefillNs / (prefillNs + decodeNs) : null
}

/** What a thousand requests cost at the window's rate. */
export function costOfThousand({ work, pricePerHour }: RunTotals): number | null {
  return money(pricePerHour, perSecond(work.completed, work), costPerThousandRequests)
}

type Price = (pricePerHour: number, ratePerSecond: number) => number | null

/** A price at a rate, where both the hourly price and the rate are known. */
export function money(pricePerHour: number | null, ratePerSecond: number | null, price: Price): number | null {
  return pricePerHour === null || ratePerSecond === null ? null : price(pricePerHour, ratePerSecond)
}
