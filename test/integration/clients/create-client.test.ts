import { expect, test } from 'vitest'
import { createClient } from '../../../src/clients/create-client.ts'
import { processClock } from '../../../src/core/clock.ts'
import { hasWire } from '../../helpers/transports.ts'

const options = { baseUrl: 'http://127.0.0.1:9/v1', headers: {}, clock: processClock() }

async function transportOf(changes: Partial<Parameters<typeof createClient>[0]>): Promise<string> {
  const client = await createClient({ ...options, ...changes })
  await client.close()
  return client.transport
}

test('streams go over the addon where it is built, whole answers over sockets of Node, TLS over undici', async () => {
  expect(await transportOf({})).toBe(hasWire ? 'native' : 'node')
  expect(await transportOf({ streamed: false })).toBe('node')
  expect(await transportOf({ baseUrl: 'https://127.0.0.1:9/v1' })).toBe('undici')
})

test('a transport can be chosen', async () => {
  for (const transport of ['node', 'undici', ...(hasWire ? ['native'] : [])])
    expect(await transportOf({ transport, streamed: false })).toBe(transport)
})

test('a transport that is not to be had is refused with what is', async () => {
  await expect(transportOf({ transport: 'nativ' })).rejects.toMatchObject({
    code: 'workload.invalid',
    message: 'INFBENCH_TRANSPORT: expected one of native, node, undici, got "nativ"',
    hint: 'INFBENCH_TRANSPORT=native',
  })
  await expect(transportOf({ transport: 'node', baseUrl: 'https://127.0.0.1:9/v1' })).rejects.toThrow(
    'INFBENCH_TRANSPORT: expected undici for https:, got "node"',
  )
})
