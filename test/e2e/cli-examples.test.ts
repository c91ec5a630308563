import { spawn } from 'node:child_process'
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/cli/command-line.ts'
import { cliMain, infbench, temporaryFolder } from '../helpers/cli.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { anyModel, writeMockWorkload } from '../helpers/mock-workload.ts'
import { sampleGate } from '../helpers/sample-gate.ts'

// Every example of every help text is run as it stands, by a shell, in a folder with two stored runs, a group of them, and the files it names.
let mock: MockServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  mock = await startMockServer()
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'bin'))
  await writeFile(join(folder.path, 'bin/infbench'), `#!/bin/sh\nexec '${process.execPath}' '${cliMain}' "$@"\n`)
  await chmod(join(folder.path, 'bin/infbench'), 0o755)
  await mkdir(join(folder.path, 'workloads'))
  await mkdir(join(folder.path, 'ci'))
  await writeFile(join(folder.path, 'trace.csv'), 'prompt_size,output_tokens\n10,20\n30,40\n')
  await writeFile(join(folder.path, 'gate.json'), JSON.stringify(sampleGate('regression')))
  await mkdir(join(folder.path, 'results'))
  const results = join(import.meta.dirname, '../fixtures/import')
  await copyFile(join(results, 'vllm-bench-serve.json'), join(folder.path, 'result.json'))
  await copyFile(join(results, 'vllm-bench-serve-detailed.json'), join(folder.path, 'results/detailed.json'))
  await mkdir(join(folder.path, 'parts'))
  const parts = join(import.meta.dirname, '../fixtures/k6')
  for (const part of ['part-1.json', 'part-2.json']) await copyFile(join(parts, part), join(folder.path, 'parts', part))
  await writeFile(join(folder.path, 'k6-options.json'), '{"thresholds": {"http_req_failed": ["rate<0.01"]}}')
  await writeMockWorkload(folder.path, anyModel(mock), { count: 2 })
  await copyFile(join(folder.path, 'chat.yaml'), join(folder.path, 'workloads/quickstart.yaml'))
  await writeFile(
    join(folder.path, 'policy.yaml'),
    'baseline: {runs: [latest~1]}\ncandidate: {runs: [latest]}\nmetrics: {ttft.p50: 5%}\n',
  )
  const runs = ['run', 'chat.yaml', '--no-report', '--set', 'repeat=2']
  expect((await infbench(runs, { cwd: folder.path })).code).toBe(0)
})
afterAll(async () => {
  await mock.close()
  await folder.remove()
})

/** Takes most of a minute, and cli-selftest.test.ts runs it. */
const runElsewhere = 'infbench selftest'
const examples = commands
  .filter(({ passthrough }) => passthrough !== true)
  .flatMap(({ examples: lines }) => lines.map(([line]) => line))
  .filter((line) => line !== runElsewhere)

function shell(line: string): Promise<{ code: number | null; stderr: string }> {
  const { INFBENCH_DB: _db, ...env } = process.env
  // What serves until Ctrl-C takes the shell's place, so that it is the one to get it.
  const serves = /^infbench (?:record|ui)\b/.test(line)
  const child = spawn('sh', ['-c', serves ? `exec ${line}` : line], {
    cwd: folder.path,
    env: { ...env, BROWSER: 'true', PATH: `${folder.path}/bin:${env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += String(bytes)
    if (serves && /^(?:listening on|runs of) /m.test(String(bytes))) child.kill('SIGINT')
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })))
}

test.each(examples)('%s', async (line) => {
  const { code, stderr } = await shell(line)
  // A machine that runs tests need not measure to the bar; what it says then is not that something went wrong.
  if (line.includes(' selftest') && code === 12) return expect(stderr).toContain('cannot measure to the bar')
  expect(stderr).not.toMatch(/error:/)
  // Two runs are no pairs: the verdict on them is an exit code too.
  expect(code).toBe(line.startsWith('infbench gate policy') ? 12 : 0)
})
