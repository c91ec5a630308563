import { describe, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import type { Tokenizer } from '../../../src/core/tokenizer.ts'
import type { LoadRun } from '../../../src/load/run-load.ts'
import { againstLog, quantileOf } from '../../../src/selftest/against-log.ts'
import { kinds, mockLoad, sum } from '../../helpers/mock-load.ts'

const { load, logSince } = mockLoad()

describe('what is measured', () => {
  // Other processes share these cores: a disturbed run may be repeated, a clock that lies fails each time.
  test('TTFT, gaps and end agree with the server’s own log', { retry: 2 }, async () => {
    const before = (await logSince(0)).length
    const clock = processClock()
    const { records } = await load({ model: 'mock-ttft50-itl10-n32', requests: 24, clock })
    const errors = againstLog(records, await logSince(before), Number(clock.originNs))
    expect(errors).toHaveLength(24)
    const median = (values: readonly number[]) => Math.abs(quantileOf(values, 0.5))
    // Generous; `npm run measure:client` says what it is on a quiet machine.
    expect(median(errors.map(({ ttftMs }) => ttftMs))).toBeLessThan(2)
    expect(median(errors.flatMap(({ itlMs }) => itlMs))).toBeLessThan(1)
    expect(median(errors.map(({ e2eMs }) => e2eMs))).toBeLessThan(2)
    // No stamp lies before its cause.
    expect(Math.min(...errors.flatMap(({ backMs, outMs }) => [...backMs, outMs]))).toBeGreaterThan(0)
  })

  test('a role chunk long before the first token does not make it', async () => {
    const { records } = await load({ model: 'mock-ttft60-itl2-n4-role5' })
    for (const { sentAt, firstChunkAt, firstTokenAt } of records) {
      expect((firstTokenAt as number) - (sentAt as number)).toBeGreaterThan(55e6)
      expect((firstChunkAt as number) - (sentAt as number)).toBeLessThan(45e6)
    }
  })

  test('reasoning comes first and is not yet visible', async () => {
    const { records } = await load({ model: 'mock-ttft10-itl5-n16-rsn8' })
    for (const record of records) {
      expect(record.firstVisibleAt).toBe(record.events.at[8])
      expect([record.firstTokenAt, record.outputTokens]).toEqual([record.events.at[0], 16])
    }
  })

  test.each([
    ['four tokens an event', 'mock-itl2-n32-k4', 8, 'usage'],
    ['four tokens an event, counted along', 'mock-itl2-n32-k4-running', 8, 'usage'],
    ['multi-byte text', 'mock-itl2-n16-mb', 16, 'usage'],
    ['events split over packets', 'mock-itl3-n16-mb-seg', 16, 'usage'],
    ['no usage', 'mock-itl2-n16-usage0', 16, 'events'],
    ['no [DONE]', 'mock-itl2-n16-nodone', 16, 'usage'],
    ['no finish_reason', 'mock-itl2-n16-nofinish', 16, 'usage'],
    ['a connection that closes', 'mock-itl2-n16-connclose', 16, 'usage'],
  ])('%s: events and tokens are right', async (_, model, events, countedBy) => {
    const { records } = await load({ model })
    expect(kinds(records)).toEqual(new Set(['ok']))
    const tokens = events === 8 ? 32 : 16
    for (const record of records) {
      expect([record.events.at.length, record.outputTokens, sum(record.events.tokens)]).toEqual([
        events,
        tokens,
        tokens,
      ])
      expect([record.countedBy, record.doneMarker]).toEqual([countedBy, !model.includes('nodone')])
    }
  })

  test('answers without usage are counted by the target’s tokenizer after the run, by events with another’s', async () => {
    const words: Tokenizer = {
      ...{ name: 'words', fidelity: 'target', overhead: { chat: null, completion: null } },
      encode: async (text) =>
        text
          .trim()
          .split(/\s+/)
          .map((_, i) => i),
    }
    const counted = await load({ model: 'mock-itl2-n16-k4-usage0', tokenizer: words })
    for (const record of counted.records)
      expect([record.outputTokens, record.countedBy, sum(record.events.tokens)]).toEqual([16, 'tokenizer', 16])
    const assumed = await load({ model: 'mock-itl2-n16-k4-usage0', tokenizer: { ...words, fidelity: 'assumed' } })
    for (const record of assumed.records) expect([record.outputTokens, record.countedBy]).toEqual([4, 'events'])
  })

  test('answers without usage go out while the load runs, before the tokenizer counts them', async () => {
    let completed = 0
    const slow: Tokenizer = {
      ...{ name: 'slow', fidelity: 'target', overhead: { chat: null, completion: null } },
      encode: async (text) => {
        completed ||= progress().completed
        return text.trim().split(/\s+/).map(Number)
      },
    }
    let progress = (): { completed: number } => ({ completed: 0 })
    const during = (run: LoadRun) => void (progress = run.progress)
    const { records } = await load({ model: 'mock-itl2-n4-usage0', requests: 6, tokenizer: slow, during })
    expect([completed, records.length]).toEqual([6, 6])
  })

  test.each(['chat', 'completions'] as const)('%s in one piece has tokens but no token times', async (api) => {
    const { records } = await load({ model: 'mock-ttft20-itl1-n16', stream: false, api })
    expect(kinds(records)).toEqual(new Set(['ok']))
    for (const record of records)
      expect([record.outputTokens, record.firstTokenAt, record.events.at.length, record.doneMarker]).toEqual([
        16,
        null,
        0,
        null,
      ])
  })

  test('plain completions stream alike', async () => {
    const { records } = await load({ model: 'mock-itl2-n16', api: 'completions' })
    expect(records.map(({ outputTokens }) => outputTokens)).toEqual(Array.from(records, () => 16))
  })
})
