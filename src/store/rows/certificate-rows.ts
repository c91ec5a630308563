/** Certificates of the self-test as rows of `certificates`, and back. */
import type { Database } from 'better-sqlite3'
import type { Certificate } from '../../core/certificate.ts'

export interface CertificateMethods {
  /** Keeps what a self-test found. */
  saveCertificate(certificate: Certificate): void
  /** The last one of an environment (by fingerprint) made before `untilMs`; null where there is none. */
  findCertificate(environment: string, untilMs: number): Certificate | null
}

/** `safely` runs an action with its errors translated. */
export function certificateMethods(database: Database, safely: <T>(action: () => T) => T): CertificateMethods {
  const insert = database.prepare(`INSERT INTO certificates
    (environment_fingerprint, measured_at_ms, passed, ttft_error_ns, itl_error_ns, e2e_error_ns, body)
    VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const select = database
    .prepare<[string, number], string>(
      `SELECT body FROM certificates WHERE environment_fingerprint = ? AND measured_at_ms <= ?
       ORDER BY measured_at_ms DESC, id DESC LIMIT 1`,
    )
    .pluck()
  return {
    saveCertificate: (certificate) =>
      safely(() => {
        const { environment, measuredAtMs, passed, errorNs } = certificate
        const errors = [errorNs.ttft, errorNs.itl, errorNs.e2e].map((ns) =>
          Number.isFinite(ns) ? Math.round(ns) : null,
        )
        insert.run(environment, measuredAtMs, passed ? 1 : 0, ...errors, JSON.stringify(certificate))
      }),
    findCertificate: (environment, untilMs) => {
      const body = safely(() => select.get(environment, untilMs))
      return body === undefined ? null : (JSON.parse(body) as Certificate)
    },
  }
}
