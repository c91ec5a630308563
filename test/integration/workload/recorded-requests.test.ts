import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, run } from '../../../src/infbench.ts'

// Whole runs over recorded requests against a server that keeps the bodies it was sent.
let server: Server
let url: string
let folder: string
const bodies: Record<string, unknown>[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-recorded-'))
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST') return void response.writeHead(404).end()
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
      const chunk = { choices: [{ index: 0, delta: { content: 'word' }, finish_reason: 'stop' }] }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function runSource(source: string, rest = 'arrival: {process: constant, rate: 100/s}\ncount: 3') {
  bodies.length = 0
  const file = join(folder, 'workload.yaml')
  const tokenizer = 'tokenizer: {tiktoken: o200k_base}'
  writeFileSync(
    file,
    `target: {url: "${url}", model: m, ${tokenizer}}\nrequests: {source: ${source}}\n${rest}\ndrain: 5s\n`,
  )
  const db = join(folder, 'results.db')
  const [result] = await run(file, { db })
  using store = openStore(db)
  const records = [...store.records(result?.header.runId ?? '')].sort((a, b) => a.index - b.index)
  return { header: result?.header, records, bodies: [...bodies] }
}
const put = (name: string, lines: readonly object[] | string) => {
  const text = typeof lines === 'string' ? lines : lines.map((line) => JSON.stringify(line)).join('\n')
  writeFileSync(join(folder, name), text)
  return name
}

test("the requests of an OpenAI batch file are sent with their messages and fields, to the target's own model", async () => {
  const request = (content: string, body: object) => ({
    ...{ custom_id: content, method: 'POST', url: '/v1/chat/completions' },
    body: { model: 'other', messages: [{ role: 'user', content }], max_tokens: 7, ...body },
  })
  const file = put('batch.jsonl', [
    request('one', { temperature: 0.5 }),
    request('two', {}),
    request('three', { top_p: 0.1 }),
  ])
  const { bodies, records } = await runSource(`{dataset: ${file}}`)
  // On a busy machine requests of one instant may arrive in any order.
  const place = (body: unknown) =>
    ['one', 'two', 'three'].findIndex((word) => JSON.stringify(body).includes(`"${word}"`))
  const sent = [...bodies].sort((a, b) => place(a) - place(b))
  expect(sent).toMatchObject([
    { model: 'm', messages: [{ role: 'user', content: 'one' }], max_tokens: 7, temperature: 0.5, stream: true },
    { messages: [{ role: 'user', content: 'two' }] },
    { messages: [{ role: 'user', content: 'three' }], top_p: 0.1 },
  ])
  expect(sent[1]).not.toHaveProperty('temperature')
  expect(records.map(({ asked }) => asked.outputTokens)).toEqual([7, 7, 7])
})

test('prompts of a trace with prefix blocks begin alike where it says so, and only there', async () => {
  const row = (timestamp: number, ids: readonly number[]) => ({
    ...{ timestamp, input_length: 512 * ids.length, output_length: 2, hash_ids: ids },
  })
  const file = put('mooncake.jsonl', [row(0, [1, 2]), row(10, [1, 3]), row(20, [4, 2])])
  const prompts = async (source: string) =>
    (await runSource(source, 'arrival: {process: trace}')).bodies.map(
      (body) => (body['messages'] as { content: string }[])[0]?.content ?? '',
    )
  const common = (a = '', b = '') => {
    const words = b.split(' ')
    return a.split(' ').findIndex((word, i) => word !== words[i])
  }
  const [a, b, c] = await prompts(`{trace: ${file}}`)
  expect(common(a, b)).toBeGreaterThanOrEqual(512)
  expect(common(a, b)).toBeLessThan(515)
  expect(common(a, c)).toBeLessThan(3)
  const [d, e] = await prompts(`{trace: ${file}, sharing: false}`)
  expect(common(d, e)).toBe(0)
})

test('rows that are left out are counted with the run', async () => {
  const file = put('lengths.csv', 'input_tokens,output_tokens\n10,2\nten,2\n12,2\n14,2\n')
  await expect(runSource(`{trace: ${file}}`)).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringMatching(/lengths\.csv:3:1 input_tokens: expected a whole number of tokens, got "ten"/),
  })
  const { header, records } = await runSource(`{trace: ${file}, skipBadRows: true}`)
  expect(records.map(({ asked }) => asked.inputTokens)).toEqual([10, 12, 14])
  expect(header?.plan).toMatchObject({
    notes: [expect.stringMatching(/lengths\.csv: 1 of 4 rows could not be read and were left out$/)],
    sharesPrompts: false,
  })
})

test('rows that cannot be read are left out of the sources of classes too, and counted in the run', async () => {
  const [good, bad] = [
    put('good.csv', 'input_tokens,output_tokens\n9,3\n8,3'),
    put('bad.csv', 'input_tokens,output_tokens\n9,3\n-8,3\nx,1'),
  ]
  const classes = `{distribution: azure-conv-2023}, skipBadRows: true, classes: [{name: a, source: {trace: ${good}}}, {name: b, source: {trace: ${bad}}}]`
  const { header, records } = await runSource(classes, 'arrival: {process: constant, rate: 100/s}\ncount: 8')
  expect(records).toHaveLength(8)
  expect((header?.plan as { notes?: readonly string[] } | undefined)?.notes).toContainEqual(
    expect.stringMatching(/bad\.csv: 2 of 3 rows could not be read and were left out$/),
  )
})
