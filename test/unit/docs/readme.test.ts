import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { commands } from '../../../src/cli/command-line.ts'
import { exitCodeMeanings, exitCodeOf } from '../../../src/cli/exit-codes.ts'
import { columnsPage } from '../../../src/export/tables/columns-page.ts'
import { readPolicy } from '../../../src/gate/policy/read-policy.ts'
import { glossary } from '../../../src/metrics/glossary.ts'
import { resolveWorkload } from '../../../src/workload/load-file.ts'
import { plainScript } from '../../helpers/plain-script.ts'

const { fill } = await plainScript<{ fill: (page: string, part: string, text: string) => string }>('scripts/docs.mjs')
const root = resolve(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')
const readme = read('README.md')
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)

test('the workload file that the README shows is a valid one: four rates, three times each', () => {
  const text = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const { plans } = resolveWorkload({ text, path: 'README.md', overrides: [] })
  expect(plans).toHaveLength(12)
  expect(plans[0]?.plan.slo).toEqual({ default: { ttftNs: 200e6, tpotNs: 100e6 } })
})

test('the policy that the README shows is a valid one', () => {
  const text = /```yml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const policy = readPolicy({ text, path: 'policy.yaml' })
  expect(policy.metrics.map(({ metric }) => metric)).toEqual(['ttft.p99', 'tpot.p50', 'outputTokensPerS'])
  expect(policy.limits).toHaveLength(2)
})

test('the README lists the commands that there are, and no others', () => {
  const listed = [...readme.matchAll(/^\| `infbench ([a-z0-9]+)/gm)].map((match) => match[1])
  const existing = commands.map((syntax) => syntax.command.split(' ')[0])
  expect(listed.filter((name) => !existing.includes(name))).toEqual([])
  expect(existing.filter((name) => !listed.includes(name) && name !== 'engine')).toEqual([])
})

test('the README lists every exit code that a command can end with', () => {
  const listed = [...readme.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map((match) => Number(match[1]))
  expect(listed).toEqual(Object.keys(exitCodeMeanings).map(Number))
  expect(Object.values(exitCodeOf).filter((code) => !listed.includes(code))).toEqual([])
})

test.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md'])(
  'every npm script and every file that %s names exists',
  (page) => {
    const text = read(page)
    const named = [...text.matchAll(/npm run ([a-z0-9:]+)/g)].map((match) => match[1] as string)
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] as string)
    const paths = [...text.matchAll(/`((?:src|engine|test|scripts|reports|workloads)\/[\w./-]+\.[a-z]+)`/g)].map(
      (match) => match[1] as string,
    )
    expect([...links, ...paths].filter((path) => !existsSync(resolve(root, path)))).toEqual([])
  },
)

test('ARCHITECTURE.md stays under 150 lines', () => {
  expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThan(150)
})

test('the glossary of the README is the table of metrics (npm run docs writes it)', () => {
  expect(fill(readme, 'glossary', glossary())).toBe(readme)
})

test('the columns of exported tables are told as they are (npm run docs writes them)', () => {
  const page = read('src/export/README.md')
  expect(fill(page, 'columns', columnsPage())).toBe(page)
})

test('a page without the marks of a generated part is refused', () => {
  expect(() => fill('# A page', 'glossary', 'text')).toThrow('<!-- glossary:start -->')
})
