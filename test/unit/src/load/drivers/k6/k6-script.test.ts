import { expect, test } from 'vitest'
import { k6Script } from '../../../../../../src/load/drivers/k6/script/k6-script.ts'
import { readK6Line } from '../../../../../../src/load/drivers/k6/reading/k6-line.ts'
import { sampleK6Test } from '../../../../../helpers/k6-test.ts'
import { stageK6, type StagedAnswer } from '../../../../../helpers/k6-stage.ts'

const token = (text: string) => JSON.stringify({ choices: [{ delta: { content: text } }] })
const usage = JSON.stringify({ choices: [], usage: { completion_tokens: 3 } })

/** Sent when asked, first token after 20 ms, the others 5 ms apart. */
const streamed = (sentAt: number): StagedAnswer => ({
  events: [
    { receivedAt: sentAt + 10, name: '', data: JSON.stringify({ choices: [{ delta: { role: 'assistant' } }] }) },
    { receivedAt: sentAt + 20, name: '', data: token('a') },
    { receivedAt: sentAt + 25, name: '', data: token('b') },
    { receivedAt: sentAt + 30, name: '', data: token('c') },
    { receivedAt: sentAt + 31, name: '', data: usage },
    { receivedAt: sentAt + 31, name: '', data: '[DONE]' },
  ],
  response: {
    ...{
      status: 200,
      error: '',
      headers: { 'Content-Type': 'text/event-stream', Date: 'Sun, 22 Nov 2026 10:00:00 GMT' },
    },
    ...{ sentAt, headersAt: sentAt + 10, doneAt: sentAt + 32, body: '' },
  },
  tookMs: 32,
})

const toldBy = (metadata: Record<string, string>) => {
  const read = readK6Line(JSON.stringify({ metric: 'infbench_request', type: 'Point', data: { metadata } }))
  if (read?.kind !== 'request') throw new Error('expected a request')
  return read.told
}

test('the script begins with what it is and how it is run, and holds a line a request', () => {
  const text = k6Script(sampleK6Test(3))
  expect(text).toMatch(/^\/\/ sample: 3 requests, each with its prompt and its time\. Made by infbench 1\.2\.3/)
  expect(text).toContain('--execution-segment 0:1/2 --execution-segment-sequence 0,1/2,1')
  expect(text.match(/^ {2}\{"phase":"measure",.*\},$/gm)).toHaveLength(3)
  expect(text).toContain('"due":20,"pause":0,"body":{"model":"mock-ttft5-itl1-n3"')
})

test('iterations are shared by all VUs and end after the last answer may', () => {
  const { options } = stageK6(sampleK6Test(3), () => streamed(0))
  expect(options.scenarios.requests).toEqual({
    ...{ executor: 'shared-iterations', vus: 4, iterations: 3, maxDuration: '17s', gracefulStop: '0s' },
  })
})

test('the key stays in the environment', () => {
  const test = sampleK6Test(1, { apiKeyEnv: 'KEY', headers: { 'x-team': 'search' } })
  expect(k6Script(test)).not.toContain('secret')
  const stage = stageK6(test, () => streamed(0))
  stage.iterate(0)
  expect(stage.sent[0]?.params['headers']).toEqual({
    ...{ 'x-team': 'search', 'content-type': 'application/json', authorization: 'Bearer secret' },
  })
})

test('no character of a prompt ends a line of the script', () => {
  const [request] = sampleK6Test(1).requests
  const body = JSON.stringify({ prompt: 'a\u2028b\u2029c\n`${x}`</script>' })
  const stage = stageK6(sampleK6Test(1, { requests: [{ ...request!, body }] }), () => streamed(0))
  stage.iterate(0)
  expect(stage.sent[0]?.params['body']).toBe(body)
})

test('a request leaves when it is due: half a second and its time after the start of the scenario', () => {
  const stage = stageK6(sampleK6Test(3), () => streamed(0))
  stage.iterate(2)
  expect(stage.sent[0]?.atMs).toBeGreaterThanOrEqual(1_700_000_000_520)
  expect(stage.sent[0]?.atMs).toBeLessThan(1_700_000_000_521)
})

test('one that is late leaves at once, and its wait counts', () => {
  const stage = stageK6(sampleK6Test(3), () => streamed(1_700_000_000_900))
  stage.nowMs += 900
  stage.iterate(0)
  expect(stage.slept).toEqual([])
  expect(stage.points.find(({ metric }) => metric === 'infbench_ttft')?.value).toBeCloseTo(420, 6)
})

test('what becomes of a request is in the metadata of one point, and of no other', () => {
  const stage = stageK6(sampleK6Test(2), () => streamed(1_700_000_000_510))
  stage.iterate(1)
  const carrying = stage.points.filter(({ metadata }) => 'infbench' in metadata)
  expect(carrying.map(({ metric, value }) => [metric, value])).toEqual([['infbench_request', 1]])
  const told = toldBy(carrying[0]!.metadata)
  expect(told).toMatchObject({
    index: 1,
    phase: 'measure',
    class: 'default',
    input: 2,
    output: 3,
    status: 200,
    error: null,
  })
  expect(told).toMatchObject({ due: 1_700_000_000_510, sent: 1_700_000_000_510, headers: 1_700_000_000_520 })
  expect(told).toMatchObject({ type: 'text/event-stream', date: 'Sun, 22 Nov 2026 10:00:00 GMT', names: null })
  expect(told.at).toEqual([10_000, 20_000, 25_000, 30_000, 31_000, 31_000])
  expect(told.data.at(-1)).toBe('[DONE]')
})

test('an instance tells the zero of its schedule once, when it begins', () => {
  const stage = stageK6(sampleK6Test(4), () => streamed(1_700_000_000_500))
  stage.iterate(2, 0)
  stage.iterate(3, 1)
  const runs = stage.points.flatMap(({ metadata }) => metadata['infbench_run'] ?? [])
  expect(runs.map((text) => JSON.parse(text))).toEqual([{ schema: 'test', digest: 'd', zero: 1_700_000_000_500 }])
})

test('thresholds have figures: TTFT from when it was due, TPOT by usage, and whether the levels were met', () => {
  const slo = { default: { ttftNs: 25e6, tpotNs: 4e6 } }
  const stage = stageK6(sampleK6Test(1, { slo }), () => streamed(1_700_000_000_503))
  stage.iterate(0)
  const values = Object.fromEntries(stage.points.map(({ metric, value }) => [metric, value]))
  expect(values['infbench_ttft']).toBeCloseTo(23, 6)
  expect(values['infbench_tpot']).toBeCloseTo(5, 6)
  expect(values['infbench_e2e']).toBeCloseTo(35, 6)
  expect(values).toMatchObject({ infbench_failed: 0, infbench_slo: 0 })
})

test('an extension without stamps has whole milliseconds, and a send before the call', () => {
  const answer = { ...streamed(0), response: { status: 200, headers: {}, error: '' } }
  const events = answer.events?.map(({ name, data }) => ({ name, data })) ?? []
  const stage = stageK6(sampleK6Test(1), () => ({ ...answer, events }), false)
  stage.iterate(0)
  const told = toldBy(stage.points.find(({ metadata }) => 'infbench' in metadata)!.metadata)
  expect(told.sent).toBe(1_700_000_000_500)
  expect(told.headers).toBeNull()
  expect(told.at.every((us) => us % 1000 === 0 && us >= 0)).toBe(true)
})

test('a request that is not streamed goes by k6’s own client, its moments by the parts of its duration', () => {
  const timings = { blocked: 1, connecting: 2, tls_handshaking: 3, sending: 4, waiting: 20, receiving: 5 }
  const response = { status: 200, headers: { 'Content-Type': 'application/json' }, error: '', body: '{"a":1}', timings }
  const stage = stageK6(sampleK6Test(1, { stream: false }), () => ({ response, tookMs: 35 }))
  stage.iterate(0)
  const told = toldBy(stage.points.find(({ metadata }) => 'infbench' in metadata)!.metadata)
  expect((told.headers ?? 0) - (told.sent ?? 0)).toBe(24)
  expect(told.done - (told.headers ?? 0)).toBe(5)
  expect(told).toMatchObject({ body: '{"a":1}', data: [], type: 'application/json' })
})

test('a user of a closed loop pauses after the answer', () => {
  const test = sampleK6Test(2)
  const requests = test.requests.map((request) => ({ ...request, dueNs: null, pauseNs: 2e9 }))
  const stage = stageK6({ ...test, requests }, () => streamed(1_700_000_000_001))
  stage.iterate(0)
  expect(stage.slept).toEqual([2])
})
