import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import { commandsIn } from '../../helpers/command-case.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** A folder with three runs of one name, oldest first: r1, r2, r3. */
function labelledCase() {
  const folder = temporaryFolder()
  const store = openStore(join(folder, '.infbench/results.db'))
  for (const i of [1, 2, 3]) {
    const { header } = sampleRun()
    store.createRun({ ...header, runId: `r${i}`, name: 'chat', startedAtMs: i * 1000, tags: [] })
  }
  store.close()
  return commandsIn(folder)
}

test('a tag, with or without its plus, names the run from then on, and --remove takes it away', async () => {
  const infbench = labelledCase()
  expect(await infbench('tag', 'r2', '+release', 'nightly')).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse((await infbench('tag', 'tag:release', '--json')).stdout)).toEqual({
    ...{ schema: 'infbench.labels/1', runId: 'r2', project: null, tags: ['release', 'nightly'] },
  })
  const { stdout } = await infbench('tag', 'r2', '--remove', 'release', '--project', 'chat')
  expect(stdout).toBe('chat  r2\n  project  chat\n  tags     nightly\n')
  const listed = async (...filter: string[]) =>
    JSON.parse((await infbench('list', '--json', ...filter)).stdout).runs.map((run: { runId: string }) => run.runId)
  expect(await listed('--tag', 'nightly')).toEqual(['r2'])
  expect(await listed('--project', 'chat')).toEqual(['r2'])
  expect(await listed('--project', 'chat', '--tag', 'release')).toEqual([])
  expect((await infbench('list', '--tag', 'release')).stdout).toMatch(/^no stored run is labelled so/)
  expect(JSON.parse((await infbench('tag', 'r2', '--no-project', '--json')).stdout).project).toBeNull()
})

test.each([
  [['tag', 'latest', 'a~1'], 'tag: expected the name of a tag in printed characters that does not end like ~1'],
  [['tag', 'latest', '+'], 'tag: expected the name of a tag'],
  [['tag', 'latest', '\u001b[2J'], 'tag: expected the name of a tag'],
  [['tag', 'latest', '--project', ' x'], 'tag: expected the name of a project'],
  [['tag', 'latest', '--project', 'x', '--no-project'], 'tag: expected --project or --no-project, got both'],
  [['note', 'latest', ' '], 'note: expected a text, got blanks'],
  [['note', 'latest', '--remove', '1'], 'note: --remove: expected a note, and the run has none, got 1'],
  [['baseline', 'set'], 'baseline set: expected the name of a baseline, got nothing'],
  [['baseline', 'set', 'a/b'], 'baseline: expected the name of a baseline in printed characters without / and ~'],
  [['baseline', 'remove', 'x', 'latest'], 'baseline remove: expected nothing more, got latest'],
  [['baseline', 'remove', 'x'], 'baseline remove: "x": expected a baseline that there is'],
  [['baseline', 'list', 'x'], 'baseline list: expected nothing more, got x'],
  [['baseline', 'set', 'main', 'gone'], 'run "gone": expected an id'],
])('%j is refused with one line and a hint', async (argv, message) => {
  const { code, stdout, stderr } = await labelledCase()(...argv)
  expect(stderr).toContain(`error: ${message}`)
  expect(stderr).toMatch(/^[^\n]+\n {2}hint: [^\n]+\n$/)
  expect([code, stdout]).toEqual([64, ''])
})

test('a note is kept with its time, shown with the run, and says nothing to the terminal but its text', async () => {
  const infbench = labelledCase()
  await infbench('note', 'latest', 'clocks locked\n\u001b[31mred')
  expect((await infbench('note', 'latest')).stdout).toBe(
    'chat  r3\n  note 1  1970-01-01 00:00  clocks locked [31mred\n',
  )
  expect((await infbench('show', 'latest')).stdout).toContain('note 1')
  expect(JSON.parse((await infbench('note', 'latest', '--remove', '1', '--json')).stdout).notes).toEqual([])
})

test('a baseline names runs of one project, and its newest run answers to it', async () => {
  const infbench = labelledCase()
  expect((await infbench('baseline', 'set', 'main')).stdout).toMatch(/^baseline.*\nmain +– +1970-01-01 00:00 +r3\n$/)
  await infbench('baseline', 'set', 'main', 'r2', 'r1')
  expect(JSON.parse((await infbench('baseline', 'list', '--json')).stdout)).toEqual({
    schema: 'infbench.baselines/1',
    baselines: [{ project: null, name: 'main', runIds: ['r2', 'r1'], setAt: '1970-01-01T00:00:00.000Z' }],
  })
  expect(JSON.parse((await infbench('show', 'baseline:main', '--json')).stdout).runId).toBe('r2')
  expect((await infbench('show', 'baseline:main~1')).stdout).toMatch(/baseline +main\n/)
  await infbench('tag', 'r1', '--project', 'chat')
  expect((await infbench('baseline', 'set', 'main', 'r2', 'r1')).stderr).toContain(
    'expected runs of one project, got those of none, chat',
  )
  await infbench('baseline', 'set', 'main', 'latest', '--project', 'chat')
  expect(
    JSON.parse((await infbench('baseline', 'list', '--project', 'chat', '--json')).stdout).baselines,
  ).toMatchObject([{ project: 'chat', runIds: ['r1'] }])
  expect((await infbench('baseline', 'remove', 'main')).stderr).toContain('baselines of that name in 2')
  expect((await infbench('baseline', 'remove', 'main', '--project', 'chat')).stdout).toMatch(/^no baselines are set/)
})
