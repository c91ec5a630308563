import { describe, expect, test } from 'vitest'
import { constant, kinds, mockLoad, users } from '../../helpers/mock-load.ts'

const { load, logSince } = mockLoad()

describe('every failure has its kind', () => {
  test.each([
    ['http', 'mock-err401', '401'],
    ['http', 'mock-err404', '404'],
    ['http', 'mock-err429', 'retry after 3'],
    ['http', 'mock-err500', 'mock status 500'],
    ['malformed', 'mock-html', 'Welcome to nginx'],
    ['malformed', 'mock-garbage', 'SSH-2.0'],
    ['malformed', 'mock-itl2-n8-badjson3', 'JSON'],
    ['streamError', 'mock-itl2-n8-errev4', 'mock engine died'],
    ['cut', 'mock-itl2-n8-cut4', 'closed the connection'],
    ['cut', 'mock-itl2-n8-reset4', 'the connection'],
    ['cut', 'mock-drop', 'before any response byte'],
    ['timeout', 'mock-hang', 'no response'],
    ['timeout', 'mock-itl200-n64', 'body bytes so far'],
  ])('%s: %s', async (kind, model, words) => {
    const { records, progress } = await load({ model, requests: 4, timeoutNs: 400e6 })
    expect(kinds(records)).toEqual(new Set([kind]))
    for (const { outcome } of records) expect((outcome as { detail: string }).detail).toContain(words)
    expect([progress.failed, progress.completed, records.length]).toEqual([4, 0, 4])
  })

  test('what came before a fault is kept', async () => {
    for (const model of ['mock-itl2-n8-errev4', 'mock-itl2-n8-cut4', 'mock-itl2-n8-reset4']) {
      const { records } = await load({ model, requests: 4 })
      for (const record of records) expect([record.events.at.length, record.outputTokens]).toEqual([4, 4])
    }
  })

  test('failures among answers stay apart', async () => {
    const { records } = await load({ model: 'mock-itl2-n8-err500-every2', requests: 20 })
    expect(records.filter(({ outcome }) => outcome.kind === 'http')).toHaveLength(10)
    expect(records.filter(({ outcome }) => outcome.kind === 'ok')).toHaveLength(10)
  })

  test.each(['mock-drop', 'mock-itl2-n8-reset4', 'mock-itl2-n8-cut4', 'mock-err500-every2', 'mock-itl2-n4-connclose'])(
    'none is sent twice and none is left out: %s',
    async (model) => {
      for (const arrival of [users(3), constant(100)]) {
        const before = (await logSince(0)).length
        const { records } = await load({ model, requests: 21, arrival })
        expect([records.length, (await logSince(before)).length]).toEqual([21, 21])
      }
    },
  )

  test('nobody who listens is a connect failure, and the load ends', async () => {
    const { records } = await load({ model: 'mock', url: 'http://127.0.0.1:9/v1', requests: 5, arrival: constant(100) })
    expect(kinds(records)).toEqual(new Set(['connect']))
    expect(records.every(({ sentAt }) => sentAt === null)).toBe(true)
  })
})
