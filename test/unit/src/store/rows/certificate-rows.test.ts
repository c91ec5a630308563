import { expect, test } from 'vitest'
import type { Certificate } from '../../../../../src/core/certificate.ts'
import { openStore } from '../../../../../src/store/open-store.ts'

const certificate = (measuredAtMs: number, environment = 'e'): Certificate => ({
  ...{ measuredAtMs, environment, infbenchVersion: '1.0.0', passed: true },
  errorNs: { ttft: 310_000, itl: 80_000, e2e: 520_000 },
  checks: [{ name: 'a', group: 'g', label: 'l', unit: 'ms', measured: 1, bar: 2, better: 'lower', passed: true }],
})

test('a run finds the last certificate of its environment that was made before it', () => {
  using store = openStore(':memory:')
  for (const at of [100, 300, 200]) store.saveCertificate(certificate(at))
  store.saveCertificate(certificate(250, 'other'))
  expect(store.findCertificate('e', 299)).toEqual(certificate(200))
  expect(store.findCertificate('e', 300)).toEqual(certificate(300))
  expect(store.findCertificate('e', 99)).toBeNull()
  expect(store.findCertificate('unknown', 1000)).toBeNull()
})
