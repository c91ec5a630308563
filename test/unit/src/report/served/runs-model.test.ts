import { describe, expect, test } from 'vitest'
import { filterRuns, type RunLine, runsFilter } from '../../../../../src/report/served/runs-model.ts'

const line = (run: Partial<RunLine>): RunLine => ({
  ...{ runId: 'r1', name: 'chat', startedAt: '2026-11-21T08:45:00.000Z', model: 'llama', url: 'http://a:8000/v1' },
  ...{ state: 'valid', requests: 10, failed: 0, ttftMs: 1, tpotMs: 1, outputTokensPerS: 1, attainment: null },
  ...{ project: null, tags: [] },
  ...run,
})
const runs = [
  line({ runId: 'r1', tags: ['nightly'] }),
  line({ runId: 'r2', name: 'RAG long', state: 'degraded', project: 'Search' }),
  line({ runId: 'r3', url: null, state: 'running', project: 'night', tags: ['nightly', 'gpu'] }),
  line({ runId: 'r4', state: null }),
]
const found = (query: string) => filterRuns(runs, runsFilter(new URLSearchParams(query))).map(({ runId }) => runId)

describe('the filter of the list', () => {
  test.each([
    ['', ['r1', 'r2', 'r3', 'r4']],
    ['words=rag', ['r2']],
    ['words=LLAMA+nightly', ['r1', 'r3']],
    ['words=bundled', ['r3']],
    ['words=8000+r4', ['r4']],
    ['words=nothing', []],
    ['state=degraded', ['r2']],
    ['state=running&tag=gpu', ['r3']],
    ['tag=nightly', ['r1', 'r3']],
    ['tag=', ['r1', 'r2', 'r3', 'r4']],
    ['project=Search', ['r2']],
    ['project=night&tag=gpu&state=running', ['r3']],
    ['project=night&state=valid', []],
    ['project=search', []],
    ['project=', ['r1', 'r2', 'r3', 'r4']],
    ['words=search', ['r2']],
  ])('%j lets through %j', (query, expected) => expect(found(query)).toEqual(expected))

  test('a state that there is not is not asked for', () => {
    expect(runsFilter(new URLSearchParams('state=splendid')).state).toBeNull()
  })
})
