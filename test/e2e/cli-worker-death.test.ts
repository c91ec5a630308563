import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel } from '../helpers/mock-workload.ts'

const here = mockCase()

/** Has the second of the workers do `how` once the file `name` is there, by what Node loads into every thread before its own code. */
async function fatalFor(
  name: string,
  how: string,
): Promise<{ readonly env: Record<string, string>; kill(): Promise<void> }> {
  const [preload, signal] = [join(here.folder.path, `${name}.mjs`), join(here.folder.path, name)]
  await writeFile(
    preload,
    `import { existsSync } from 'node:fs'
import { isMainThread, workerData } from 'node:worker_threads'
if (!isMainThread && workerData?.lane?.index === 1) setInterval(() => {
  if (existsSync(${JSON.stringify(signal)})) { ${how} }
}, 20)
`,
  )
  return { env: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` }, kill: () => writeFile(signal, '') }
}

async function write(count: number): Promise<void> {
  await writeFile(
    join(here.folder.path, 'w.yaml'),
    `target: {url: ${anyModel(here.mock)}, model: mock-ttft10-itl1}
requests: {source: {synthetic: {input: 20, output: 5}}, contextLimit: {tokens: 4096}}
arrival: {process: constant, rate: 50/s}
count: ${count}
load: {workers: 2}
`,
  )
}

/** Sent requests before the worker ends; each worker has half of them. */
const sentBefore = 60
/** Of these, those of the worker that is left, however unevenly a busy machine lets the two send. */
const storedAtLeast = 20

test.each([
  ['exits', 'process.exit(3)', 'worker 2 of 2 ended with 3 before its work was done'],
  ['throws', "throw new Error('its memory is full')", 'worker 2 of 2 was ended by its memory is full'],
])('a worker that %s in mid-run ends it with its reason, and what was measured is kept', async (name, how, said) => {
  await write(5000)
  const { env, kill } = await fatalFor(name, how)
  const before = (await here.mock.log()).length
  const run = infbench(['run', 'w.yaml', '--no-report', '-q', '--db', `${name}.db`], { cwd: here.folder.path, env })
  while ((await here.mock.log()).length - before < sentBefore) await pause(50)
  await kill()
  const { code, stderr } = await run
  expect(code).toBe(1)
  const { id, requests } = stored(`${name}.db`)
  expect(stderr).toContain(`error: ${said}; the requests stored before are kept as run ${id}\n`)
  expect(stderr).toContain('hint: set load.workers to 1, or lower the load')
  expect(requests).toBeGreaterThanOrEqual(storedAtLeast)
  const shown = await infbench(['show', id, '--db', `${name}.db`], { cwd: here.folder.path })
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('failed')])
})

test('a worker that never begins ends the run before a request is sent', async () => {
  await write(40)
  const { env, kill } = await fatalFor('early', 'process.exit(4)')
  await kill()
  const before = (await here.mock.log()).length
  const { code, stderr } = await infbench(['run', 'w.yaml', '--no-report', '-q'], { cwd: here.folder.path, env })
  expect(code).toBe(1)
  expect(stderr).toContain('error: worker 2 of 2 did not begin: ')
  expect((await here.mock.log()).length).toBe(before)
})

/** The one run in the store, and how many of its requests are there. */
function stored(name: string): { readonly id: string; readonly requests: number } {
  const path = join(here.folder.path, name)
  expect(existsSync(path)).toBe(true)
  const database = new Database(path, { readonly: true })
  const id = database.prepare('SELECT run_id FROM runs').pluck().get() as string
  const requests = database.prepare('SELECT count(*) FROM requests').pluck().get() as number
  database.close()
  return { id, requests }
}
