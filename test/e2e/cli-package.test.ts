import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

const entry = new URL('../../dist/src/infbench.js', import.meta.url).href

/** Runs a program that imports infbench; what it prints is all that is printed. */
async function program(body: string): Promise<{ stdout: string; stderr: string }> {
  await writeFile(join(here.folder.path, 'program.mjs'), `import * as infbench from ${JSON.stringify(entry)}\n${body}`)
  return promisify(execFile)(process.execPath, ['program.mjs'], { cwd: here.folder.path })
}

test('a program can run a workload, compare two runs and read the store; infbench itself prints nothing', async () => {
  await here.write({ count: 3 })
  const { stdout, stderr } = await program(`
    const [first] = await infbench.run('chat.yaml', { overrides: ['seed=2'], tags: ['api'] })
    const [second] = await infbench.run('chat.yaml', { name: 'again' })
    const comparison = await infbench.compare('latest~1', 'again')
    using_store: {
      const store = infbench.openStore('.infbench/results.db')
      const records = [...store.records(second.header.runId)].length
      console.log(JSON.stringify({ names: store.listRuns().map((run) => run.name), tags: first.header.tags, records, compared: typeof comparison }))
      store.close()
    }`)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ names: ['again', 'chat'], tags: ['api'], records: 3, compared: 'object' })
})

test('failed requests are data to a program, and a workload that is wrong is an InfbenchError with its code', async () => {
  await here.write({ count: 2, model: 'mock-err500' })
  const { stdout } = await program(`
    const [result] = await infbench.run('chat.yaml')
    const error = await infbench.run('nope.yaml').catch((error) => error)
    console.log(JSON.stringify([result.document.status, result.document.requests.failed, error instanceof infbench.InfbenchError, error.code]))`)
  expect(JSON.parse(stdout)).toEqual(['invalid', 2, true, 'workload.unreadable'])
})

test('a program can stop a run; the partial run comes back and is stored', async () => {
  await here.write({ count: 4000 })
  const { stdout } = await program(`
    const stop = new AbortController()
    const load = (progress) => setInterval(() => progress().completed > 3 && stop.abort(), 20).unref()
    const observer = { stage() {}, detail() {}, note() {}, load }
    const [result] = await infbench.run('chat.yaml', { stop: stop.signal, observer })
    console.log(JSON.stringify([result.header.state, result.document.requests.completed > 3]))`)
  expect(JSON.parse(stdout)).toEqual(['interrupted', true])
})
