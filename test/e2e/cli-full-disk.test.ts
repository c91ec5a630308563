import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()
const canUnshare = spawnSync('unshare', ['-m', 'true'], { timeout: 20_000 }).status === 0

test.skipIf(!canUnshare)(
  'a disk that fills up in a run ends it, with what to do and the name of what is kept (needs the right to mount)',
  async () => {
    await here.write({ model: 'mock-ttft5-itl0-n50', arrival: '{process: constant, rate: 200/s}', count: 2000 })
    const small = join(here.folder.path, 'small')
    await mkdir(small)
    const script =
      'mount -t tmpfs -o size=400k tmpfs "$1" && shift && "$@"; code=$?; "$1" "$2" list --db "$DB"; exit $code'
    const { code, stdout, stderr } = await infbench(
      ['run', 'chat.yaml', '--db', join(small, 'r.db'), '--no-report', '-q'],
      {
        cwd: here.folder.path,
        through: ['unshare', '-m', 'bash', '-c', script, 'bash', small],
        env: { DB: join(small, 'r.db') },
      },
    )
    expect(code).toBe(1)
    const [, runId] = /full.*kept as run (\d{8}-\d{6}-[0-9a-f]{6})\n {2}hint: free space/.exec(stderr) ?? []
    expect(runId).toBeDefined()
    expect(stdout).toContain(runId)
    expect(stdout).toMatch(/killed|failed/)
  },
)
