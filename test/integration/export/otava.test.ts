import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { otavaFile } from '../../../src/export/trackers/otava.ts'
import { documentOf } from '../../helpers/export-store.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

// Apache Otava itself reads what is exported for it.
const otava = [join(process.env['INFBENCH_TEST_MODULES'] ?? '', 'otava/bin/otava'), 'otava'].find(
  (program) => spawnSync(program, ['--help'], { timeout: 50_000 }).status === 0,
)

const dayMs = 86_400_000
const count = 24
const slowerFrom = 12

/** A run a day, the last of them yesterday; from the middle on a fifth slower. */
const runs = Array.from({ length: count }, (_, i) => {
  const document = documentOf(sampleRun({ seed: i + 1, requests: 120, slowness: i < slowerFrom ? 1 : 1.2 }))
  const startedAt = new Date(Date.now() - (count - i) * dayMs).toISOString()
  return { ...document, runId: `run-${i}`, window: { ...document.window, startedAt } }
})

interface ChangePoint {
  readonly attributes?: { readonly run?: string }
  readonly changes: readonly { readonly metric: string; readonly forward_change_percent: string }[]
}

test.skipIf(otava === undefined)(
  'Otava finds the day from which on the server was slower, and no change in figures that have none (needs apache-otava)',
  () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'nightly.csv'), [...otavaFile(runs, 'table', 'nightly.csv')].join(''))
    writeFileSync(join(folder, 'nightly.yaml'), [...otavaFile(runs, 'config', 'nightly.csv')].join(''))
    const { status, stdout, stderr } = spawnSync(
      otava as string,
      [
        '--config-file',
        'nightly.yaml',
        'analyze',
        'chat-azure',
        '--output',
        'json',
        '--metrics',
        'tpot_p50_ms,failed_share',
      ],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 50_000,
        env: { ...process.env, OTAVA_CONFIG: join(folder, 'nightly.yaml') },
      },
    )
    expect([status, stderr.includes('ERROR')]).toEqual([0, false])
    const points = (JSON.parse(stdout) as Record<string, ChangePoint[]>)['chat-azure'] ?? []
    expect(points.map(({ changes }) => changes.map(({ metric }) => metric))).toEqual([['tpot_p50_ms']])
    expect(Number(points[0]?.changes[0]?.forward_change_percent)).toBeGreaterThan(10)
  },
)
