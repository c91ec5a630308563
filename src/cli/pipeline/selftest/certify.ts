import type { Certificate } from '../../../core/certificate.ts'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { startMockServer } from '../../../selftest/mock/mock-server-process.ts'
import { readEnvironment } from '../../../targets/environment.ts'
import { environmentFingerprint } from '../fingerprint.ts'
import { type CaseResult, selftestCases } from './selftest-cases.ts'

export interface CertifyOptions {
  /** Names of the parts to make; null: all. */
  readonly only: readonly string[] | null
  readonly io: Pick<Io, 'clock' | 'stop'>
  readonly version: string
  /** A part begins: what it does. */
  readonly onCase: (about: string) => void
}

/** Starts the mock server and makes the parts one after another. Errors: `interrupted`. */
export async function certify({ only, io, version, onCase }: CertifyOptions): Promise<Certificate> {
  const environment = await readEnvironment(version)
  const mock = await startMockServer()
  const results: CaseResult[] = []
  try {
    for (const part of selftestCases) {
      if (only !== null && !only.includes(part.name)) continue
      onCase(part.about)
      results.push(await part.run({ mock, stop: io.stop }))
      if (io.stop.aborted) throw interrupted()
    }
  } finally {
    await mock.close()
  }
  const checks = results.flatMap((result) => result.checks)
  const unknown = { ttft: Number.NaN, itl: Number.NaN, e2e: Number.NaN }
  return {
    measuredAtMs: io.clock.wallMs(),
    environment: environmentFingerprint(environment),
    infbenchVersion: version,
    passed: checks.every(({ passed }) => passed),
    errorNs: results.find(({ errorNs }) => errorNs !== undefined)?.errorNs ?? unknown,
    checks,
  }
}

const interrupted = () =>
  new InfbenchError('interrupted', { message: 'interrupted before the self-test was through; nothing was stored' })
