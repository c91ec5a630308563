import { expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { rehearse } from '../../../src/record/rehearsal.ts'

test('a rehearsal passes whole answers through, and leaves exchanges that can be read as live ones are', async () => {
  const exchanges = await rehearse(processClock())
  expect(exchanges.length).toBeGreaterThan(0)
  for (const { api, raw } of exchanges.slice(0, -4)) {
    expect([api, raw.status, raw.failure]).toEqual(['chat', 200, null])
    expect(Buffer.from(raw.body).toString()).toContain('[DONE]')
  }
})
