import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

const infbenchHere = (...args: string[]) => infbench(args, { cwd: here.folder.path })

test('a server that ends no stream with [DONE] is told of in one line: by run, show and report', async () => {
  await here.write({ model: 'mock-ttft5-itl2-nodone' })
  const told = 'the target ends no stream with [DONE]'
  const { stdout } = await infbenchHere('run', 'chat.yaml', '-o', 'run.html')
  expect(stdout).toMatch(/10 completed, 0 failed/)
  expect(stdout.replace(/\s+/g, ' ').split(told)).toHaveLength(2)
  expect((await infbenchHere('show', 'latest')).stdout.replace(/\s+/g, ' ')).toContain(told)
  expect(await readFile(join(here.folder.path, 'run.html'), 'utf8')).toContain(told)
  const { reasons } = JSON.parse((await infbenchHere('show', 'latest', '--json')).stdout)
  expect(reasons).toContainEqual(expect.objectContaining({ code: 'no-done', severity: 'note' }))
})
