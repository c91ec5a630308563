import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failureKinds, type RequestRecord } from '../../src/core/request-record.ts'
import type { RunHeader } from '../../src/core/run-header.ts'
import { openStore } from '../../src/store/open-store.ts'
import { runHeader } from '../helpers/build-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-property-'))
const store = openStore(join(folder, 'results.db'))
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const instant = fc.integer({ min: 0, max: 2 ** 50 })
const count = fc.integer({ min: 0, max: 2 ** 31 })
// SQLite ends text at NUL in some of its functions, and lone surrogates have no UTF-8; servers send both.
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constant("a\0b'; DROP TABLE runs; --"),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })

const events = fc.array(fc.tuple(instant, fc.integer({ min: 0, max: 5000 })), { maxLength: 30 }).map((pairs) => ({
  at: Float64Array.from(pairs, ([at]) => at),
  tokens: Uint32Array.from(pairs, ([, tokens]) => tokens),
}))

const outcome = fc.oneof(
  fc.constant({ kind: 'ok' } as const),
  fc.record({ kind: fc.constantFrom(...(Object.keys(failureKinds) as (keyof typeof failureKinds)[])), detail: text }),
)

const alone: fc.Arbitrary<Omit<RequestRecord, 'index' | 'session'>> = fc.record({
  phase: fc.constantFrom('warmup', 'measure'),
  className: text,
  asked: fc.record({ inputTokens: count, outputTokens: count }),
  ...{ scheduledAt: instant, sentAt: maybe(instant), headersAt: maybe(instant), firstChunkAt: maybe(instant) },
  ...{ firstTokenAt: maybe(instant), firstVisibleAt: maybe(instant), lastTokenAt: maybe(instant), doneAt: instant },
  events,
  ...{ inputTokens: maybe(count), outputTokens: maybe(count), cachedTokens: maybe(count) },
  countedBy: maybe(fc.constantFrom('usage', 'tokenizer', 'events')),
  httpStatus: maybe(fc.integer({ min: 100, max: 599 })),
  finishReason: maybe(text),
  doneMarker: maybe(fc.boolean()),
  outcome,
})

const place = fc.record({ number: count, turn: count })
const record: fc.Arbitrary<Omit<RequestRecord, 'index'>> = fc
  .tuple(alone, maybe(place))
  .map(([fields, session]) => (session === null ? fields : { ...fields, session }))

const json = fc.jsonValue({ maxDepth: 3 })

const header: fc.Arbitrary<Partial<RunHeader>> = fc.record({
  name: text,
  startedAtMs: fc.integer({ min: 0, max: 4e12 }),
  state: fc.constantFrom('running', 'completed', 'interrupted', 'failed'),
  plan: json,
  workload: fc.record({ text, path: maybe(text), overrides: fc.array(text, { maxLength: 3 }) }),
  window: fc.record({ startAt: instant, endAt: maybe(instant) }),
  planned: fc.record({ requests: maybe(count), durationNs: maybe(instant) }),
  client: maybe(fc.constant(runHeader().client as NonNullable<RunHeader['client']>)),
  slo: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.record({ ttftNs: instant })),
  hardware: maybe(fc.constant({ accelerator: null, count: 2, pricePerHour: 1.25, currency: 'USD' as const })),
  tags: fc.array(text, { maxLength: 4 }),
})

/** Text as UTF-8 can hold it: lone surrogates become the replacement character. */
const storable = <T>(value: T): T =>
  typeof value === 'string'
    ? (Buffer.from(value).toString() as T)
    : value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)
      ? ((Array.isArray(value)
          ? value.map(storable)
          : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, storable(v)]))) as T)
      : value

test('any header and any records come back as they went in', () => {
  let runs = 0
  fc.assert(
    fc.property(header, fc.array(record, { maxLength: 6 }), (fields, requests) => {
      const written = runHeader({ ...fields, runId: `run-${runs++}` })
      const records = requests.map((request, index) => ({ ...request, index }))
      store.createRun(written)
      for (const request of records) store.append(written.runId, request)
      expect(store.findRun(written.runId)).toEqual(jsonOf(storable(written)))
      expect([...store.records(written.runId)]).toEqual(storable(records))
      expect(store.packedRecords(written.runId)).toEqual(storable(records))
    }),
  )
})

/** JSON has no -0 and no undefined. */
const jsonOf = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown
