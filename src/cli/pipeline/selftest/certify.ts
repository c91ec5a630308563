import type { Certificate } from '../../../core/certificate.ts'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { type MockServer, startMockServer } from '../../../selftest/mock/mock-server-process.ts'
import { readEnvironment } from '../../../targets/environment.ts'
import { environmentFingerprint } from '../fingerprint.ts'
import { withCoresApart } from './cores-apart.ts'
import { loadAgainst } from './load-against.ts'
import { type CaseResult, type SelftestCase, selftestCases, type SelftestContext } from './selftest-cases.ts'

export interface CertifyOptions {
  /** Names of the parts to make; null: all. */
  readonly only: readonly string[] | null
  readonly io: Pick<Io, 'clock' | 'stop'>
  readonly version: string
  /** A part begins: what it does. */
  readonly onCase: (about: string) => void
}

/** Starts the mock server on a core of its own and makes the parts one after another. Errors: `interrupted`. */
export async function certify({ only, io, version, onCase }: CertifyOptions): Promise<Certificate> {
  const environment = await readEnvironment(version)
  const parts = selftestCases.filter(({ name }) => only === null || only.includes(name))
  const { results, cores } = await withCoresApart(async (apart) => {
    const mock = await startMockServer(0, apart?.server)
    try {
      await rehearse(mock)
      return { results: await runParts(parts, { mock, stop: io.stop }, onCase), cores: apart }
    } finally {
      await mock.close()
    }
  })
  const checks = results.flatMap((result) => result.checks)
  const unknown = { ttft: Number.NaN, itl: Number.NaN, e2e: Number.NaN }
  return {
    measuredAtMs: io.clock.wallMs(),
    environment: environmentFingerprint(environment),
    infbenchVersion: version,
    passed: checks.every(({ passed }) => passed),
    errorNs: results.find(({ errorNs }) => errorNs !== undefined)?.errorNs ?? unknown,
    checks,
    cores,
  }
}

// Enough for all of its code to be compiled with care; half a second.
const rehearsed = 2000

/** Answers that nobody judges: a server whose code is not compiled yet is late by tenths of a millisecond, which would be taken for ours. */
async function rehearse({ url }: MockServer): Promise<void> {
  const arrival = { process: 'concurrency', users: 16, thinkTimeNs: 0 } as const
  await loadAgainst({ url, arrival, model: 'mock-ttft1-itl1-n2', requests: rehearsed })
}

async function runParts(
  parts: readonly SelftestCase[],
  context: SelftestContext,
  onCase: CertifyOptions['onCase'],
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = []
  for (const part of parts) {
    onCase(part.about)
    results.push(await part.run(context))
    if (context.stop.aborted) throw interrupted()
  }
  return results
}

const interrupted = () =>
  new InfbenchError('interrupted', { message: 'interrupted before the self-test was through; nothing was stored' })
