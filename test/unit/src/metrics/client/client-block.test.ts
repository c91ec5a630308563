import { expect, test } from 'vitest'
import type { ClientTelemetry } from '../../../../../src/core/run-header.ts'
import { clientBlock, clientSchema } from '../../../../../src/metrics/client/client-block.ts'
import { runHeader } from '../../../../helpers/build-record.ts'

const lag = { p50: 40_000, p99: 7_200_000, max: 11_000_000 }
const block = (fields: Partial<ClientTelemetry>) =>
  clientBlock(runHeader({ client: { ...(runHeader().client as ClientTelemetry), ...fields } }))
const worker = {
  ...{ sent: 3, busyShare: 0.5, connectionsOpened: 2, sendLagNs: null },
  ...{ eventLoopDelayNs: lag, gcPauses: { count: 0, totalNs: 0, maxNs: 0 } },
}

test('the read lag is told in ms, of each worker too', () => {
  const told = block({ readLagNs: lag, workers: [{ ...worker, readLagNs: lag }, worker] })
  expect(told?.readLagMs).toEqual({ p50: 0.04, p99: 7.2, max: 11 })
  expect(told?.workers?.map(({ readLagMs }) => readLagMs)).toEqual([{ p50: 0.04, p99: 7.2, max: 11 }, undefined])
  expect(clientSchema.parse(told)).toEqual(told)
})

test('what compared nothing has null, a run of an earlier version no such key, and both are documents', () => {
  expect(block({ readLagNs: null })?.readLagMs).toBeNull()
  const old = block({})
  expect(old !== null && 'readLagMs' in old).toBe(false)
  expect(clientSchema.parse(old)).toEqual(old)
})
