/**
 * What answers cost on hardware that is paid by the hour, busy or not: money per hour over work per hour.
 * At $2/h, 100 output tokens/s are $5.556 per million; answers of 200 tokens made at that pace $1.11 per thousand requests;
 * prompts read at 100 requests/min $0.33 per thousand; a machine that does one after the other, $1.44.
 */
import { S_PER_HOUR } from '../core/units.ts'

const MILLION = 1e6
const THOUSAND = 1e3

/** Price of a million tokens produced at `tokensPerSecond`; null where nothing was produced. */
export function costPerMillionTokens(pricePerHour: number, tokensPerSecond: number): number | null {
  return perUnit(pricePerHour, tokensPerSecond, MILLION)
}

/** Price of a thousand requests served at `requestsPerSecond`; null where none was served. */
export function costPerThousandRequests(pricePerHour: number, requestsPerSecond: number): number | null {
  return perUnit(pricePerHour, requestsPerSecond, THOUSAND)
}

function perUnit(pricePerHour: number, ratePerSecond: number, units: number): number | null {
  return ratePerSecond > 0 ? (pricePerHour / (ratePerSecond * S_PER_HOUR)) * units : null
}
