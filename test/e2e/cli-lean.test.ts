import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

/** Writes the address of every module to stderr as it is loaded. */
const hook = `import { writeSync } from 'node:fs'; export async function load(url, context, next) { writeSync(2, 'loaded ' + url + '\\n'); return next(url, context) }`
const data = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
const watch = data(`import { register } from 'node:module'; register(${JSON.stringify(data(hook))})`)

/** Modules that a command loads, the threads it starts included. */
async function loadedBy(...args: string[]): Promise<readonly string[]> {
  const { stderr } = await infbench(args, { cwd: here.folder.path, env: { NODE_OPTIONS: `--import ${watch}` } })
  return [...stderr.matchAll(/^loaded (file:.*)$/gm)].map(([, url]) => url as string)
}

const packageOf = (url: string) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? null

test('a run with its report loads neither the library of the live charts nor that of the full command line', async () => {
  await here.write()
  const modules = await loadedBy('run', 'chat.yaml')
  expect(modules.some((url) => url.endsWith('/render-report.js'))).toBe(true)
  const packages = new Set(modules.flatMap((url) => packageOf(url) ?? []))
  for (const absent of ['vega', 'vega-lite', 'yargs', 'undici', 'autocannon'])
    expect([...packages]).not.toContain(absent)
})

test('a list of runs loads little', async () => {
  const modules = await loadedBy('list')
  expect(modules.filter((url) => packageOf(url) === 'yargs')).toEqual([])
  expect(modules.length).toBeLessThan(300)
})
