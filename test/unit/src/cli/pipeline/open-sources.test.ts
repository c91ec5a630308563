import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Sources, sourcesFor } from '../../../../../src/cli/pipeline/sources/open-sources.ts'
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts'
import { planOf } from '../../../../helpers/workload-case.ts'

function planned(limit: string) {
  const path = join(temporaryFolder(), 't.csv')
  writeFileSync(path, 'input_tokens,output_tokens\n100,10\n200,10\n300,10\n')
  return planOf(`requests: {source: {trace: ${path}}, contextLimit: {${limit}}}\ncount: 2\narrival: {rate: 1/s}`)
}
const first = (isPart: boolean) => new Map([['default', { isPart }]]) as unknown as Sources

test('a file of which a part was kept is read again where the target holds less than was known', async () => {
  const again = await sourcesFor(planned('rule: drop, tokens: 1000'), first(true), 250)
  expect([...again.values()].map(({ rows }) => rows?.length)).toEqual([3])
  expect((await sourcesFor(planned('rule: drop'), first(true), 250)).get('default')?.rows?.length).toBe(3)
})

test('a file is not read again where that would change nothing', async () => {
  for (const [limit, isPart, contextTokens] of [
    ['rule: drop, tokens: 1000', false, 250], // all of it is there
    ['rule: drop, tokens: 200', true, 250],
    ['rule: drop', true, null],
    ['rule: clip', true, 250],
  ] as const) {
    const sources = first(isPart)
    expect(await sourcesFor(planned(limit), sources, contextTokens)).toBe(sources)
  }
})
