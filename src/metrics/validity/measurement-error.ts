import { z } from 'zod'
import type { Certificate } from '../../core/certificate.ts'
import { nsToMs } from '../../core/units.ts'

const number = z.number().nullable()

/** How wrong the harness was found to measure on the machine of a run, before it. */
export const measurementErrorSchema = z
  .object({
    ...{ ttftMs: number, itlMs: number, e2eMs: number },
    passed: z.boolean().describe('the machine met every bar of the self-test'),
    measuredAt: z.iso.datetime(),
  })
  .nullable()
  .describe(
    '99th percentiles of the errors that the last self-test on this environment found; null where there was none',
  )

export type MeasurementError = z.infer<typeof measurementErrorSchema>

/** What a certificate says of runs after it. */
export function measurementErrorOf(certificate: Certificate | null): MeasurementError {
  if (certificate === null) return null
  const { ttft, itl, e2e } = certificate.errorNs
  return {
    ...{ ttftMs: nsToMs(ttft), itlMs: nsToMs(itl), e2eMs: nsToMs(e2e), passed: certificate.passed },
    measuredAt: new Date(certificate.measuredAtMs).toISOString(),
  }
}
