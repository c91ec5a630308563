import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDocumentSchema } from '../../src/metrics/run-document.ts'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel } from '../helpers/mock-workload.ts'

const here = mockCase()

test.each([
  ['requests', '{synthetic: {input: 20, output: 5}}'],
  ['calls of sessions', '{sessions: {turns: 2, start: 20, input: 10, output: 5, gap: 1ms}}'],
])('a limit of %s under way is kept, and the run says how many it held back', async (_, source) => {
  const text = `target: {url: ${anyModel(here.mock)}, model: mock-ttft50-itl2}
requests: {source: ${source}, contextLimit: {tokens: 4096}}
arrival: {process: constant, rate: 60/s, maxInFlight: 2}
count: 24
timeout: 20s
`
  await writeFile(join(here.folder.path, 'limited.yaml'), text)
  const { stdout } = await infbench(['run', 'limited.yaml', '--json', '-o', 'run.html'], { cwd: here.folder.path })
  const { requests, client, reasons, metrics } = runDocumentSchema.parse(JSON.parse(stdout))
  expect(requests).toMatchObject({ sent: 24, completed: 24, failed: 0 })
  expect(client?.maxInFlight).toBe(2)
  expect(client?.heldBack?.requests).toBeGreaterThan(2)
  // the wait for room is in the latency and not in the service time
  expect(metrics.ttftMs.max as number).toBeGreaterThan((client?.heldBack?.longestMs as number) + 45)
  expect(reasons.map(({ code }) => code)).toContain('in-flight-limit')
})
