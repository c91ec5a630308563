import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gate } from '../../../src/cli/commands/gate/gate.ts'
import { exitCodeOf } from '../../../src/cli/exit-codes.ts'
import { InfbenchError } from '../../../src/core/errors.ts'
import { type GateDocument, gateDocumentSchema } from '../../../src/gate/gate-document.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { sampleSide } from '../../helpers/sample-sides.ts'
import { storeSides } from '../../helpers/sample-store.ts'
import { testIo } from '../../helpers/test-io.ts'

// runs of half a minute, a minute apart, so that none overlaps another
const shape = { runs: 6, requests: 100 }
const main = sampleSide('main', shape)
const slower = sampleSide('slow', { ...shape, slowness: 1.3, place: 1 })
const alike = sampleSide('same', { ...shape, place: 2 })
const short = sampleSide('part', { ...shape, runs: 5, place: 3 })
const older = sampleSide('old', { ...shape, place: 4 })
const aged = {
  ...older,
  runs: older.runs.map((run) => ({
    ...run,
    header: {
      ...run.header,
      environment: { ...run.header.environment, infbenchVersion: '0.0.9' },
      fingerprints: { ...run.header.fingerprints, environment: 'of-0-0-9' },
    },
  })),
}

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infbench-gate-'))
  storeSides(join(cwd, 'runs.db'), [main, slower, alike, short, aged])
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const policyText = (candidate: string, more = '') =>
  `name: no slower\nbaseline: {tag: main}\ncandidate: ${candidate}\nmetrics: {tpot.p50: 10%, ttft.p50: 15%}\n${more}`

function policyFile(text: string): string {
  const path = join(cwd, 'policy.yaml')
  writeFileSync(path, text)
  return path
}

type Args = Parameters<typeof gate>[0]
async function judged(text: string, args: Partial<Args> = {}) {
  const io = testIo({ cwd })
  const none = { baseline: undefined, candidate: undefined, out: undefined, resume: undefined }
  const code = await gate(
    { policy: policyFile(text), ...none, 'dry-run': false, quiet: true, json: true, db: 'runs.db', ...args },
    io,
  )
  return { code, stdout: io.written.stdout }
}
async function verdictOf(text: string, args: Partial<Args> = {}): Promise<GateDocument> {
  const { code, stdout } = await judged(text, args)
  const document = gateDocumentSchema.parse(JSON.parse(stdout))
  expect(code).toBe(document.exitCode)
  return document
}
async function errorOf(work: Promise<unknown>): Promise<InfbenchError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof InfbenchError) return error
  throw new Error(`expected an InfbenchError, got ${String(error)}`)
}

test('a server that is a third slower is a regression, with bounds around what was put in', async () => {
  const document = await verdictOf(policyText('{tag: slow}'))
  expect(document).toMatchObject({ verdict: 'regression', exitCode: 10, faults: [], pairs: { used: 6 } })
  const [tpot] = document.metrics
  expect(tpot).toMatchObject({ metric: 'tpot.p50', verdict: 'regression' })
  expect(tpot?.lowerShare).toBeGreaterThan(0.1)
  expect(tpot?.upperShare).toBeGreaterThan(tpot?.effectShare as number)
  expect(document.baseline.runs).toEqual(main.runs.map(({ header }) => header.runId))
})

test('another boot of the same server is none, by group, by ids and on the command line alike', async () => {
  const ids = alike.runs.map(({ header }) => header.runId)
  const whole = await verdictOf(policyText('{tag: same}'))
  expect(whole.exitCode).not.toBe(10)
  expect(whole.exitCode).not.toBe(12)
  const byGroup = await verdictOf(policyText('{group: same group}'))
  const byIds = await verdictOf(policyText(`{runs: [${ids.join(', ')}]}`))
  const byFlag = await verdictOf(policyText('{tag: slow}'), { candidate: 'tag:same' })
  for (const other of [byGroup, byIds, byFlag]) expect(other.metrics).toEqual(whole.metrics)
})

test('a limit of the candidate alone decides where the sides are alike', async () => {
  const document = await verdictOf(policyText('{tag: same}', "limits: ['tpot.p50 < 1ms', 'errorShare < 1%']\n"))
  expect(document.limits.map(({ verdict }) => verdict)).toEqual(['regression', 'pass'])
  expect(document.exitCode).toBe(10)
})

test('a side with a run too few, one of another version and one run on both sides are incomparable', async () => {
  const codes = async (candidate: string) => (await verdictOf(policyText(candidate))).faults.map(({ code }) => code)
  expect(await codes('{tag: part}')).toEqual(['missing-pairs'])
  expect(await codes('{tag: old}')).toEqual(['other-version'])
  expect(await codes(`{runs: [${main.runs[0]?.header.runId}]}`)).toEqual(['same-run'])
})

test('history judges the newest run by those before it', async () => {
  const text = 'history: {tag: main}\nmetrics: {tpot.p50: 10%}\n'
  expect((await verdictOf(text)).faults).toMatchObject([{ code: 'too-few-runs' }])
  const many = sampleSide('many', { runs: 12, requests: 60, firstSeed: 40, place: 5 })
  storeSides(join(cwd, 'history.db'), [many])
  const document = await verdictOf('history: {tag: many}\nmetrics: {tpot.p50: 10%}\n', { db: 'history.db' })
  expect(document).toMatchObject({ mode: 'history', faults: [], pairs: { used: 10 } })
  expect(document.candidate.runs).toHaveLength(2)
})

test('a file gets the whole verdict, which explain reads again; nothing else is left behind', async () => {
  const { code } = await judged(policyText('{tag: slow}'), { out: 'out/verdict.json', json: false })
  expect(code).toBe(10)
  const path = join(cwd, 'out/verdict.json')
  const saved = gateDocumentSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  expect(saved.verdict).toBe('regression')
  const fromFile = await judged('', { policy: 'explain', more: [path, 'tpot.p50'], json: false })
  expect(fromFile.code).toBe(0)
  const fromStore = await judged(policyText('{tag: slow}'), {
    policy: 'explain',
    more: [policyFile(policyText('{tag: slow}')), 'tpot.p50'],
    json: false,
  })
  expect(fromFile.stdout).toMatch(/3 {2}Sign flips\n[^]*All 2\^6 = 64 patterns/)
  expect(fromFile.stdout).toBe(fromStore.stdout)
  expect(existsSync(join(cwd, 'out', 'verdict.json.tmp'))).toBe(false)
})

test('a file that ends in .html gets the page of the verdict', async () => {
  await judged(policyText('{tag: slow}'), { out: 'gate.html', json: false })
  const page = readFileSync(join(cwd, 'gate.html'), 'utf8')
  expect(page).toMatch(/^<!doctype html>/i)
  expect(page).toContain('Regression</span>')
  expect(page.match(/<svg/g)?.length).toBeGreaterThan(2)
})

test('the store is as it was: a verdict writes nothing into it', async () => {
  const before = readFileSync(join(cwd, 'runs.db'))
  await verdictOf(policyText('{tag: slow}'))
  expect(readFileSync(join(cwd, 'runs.db')).equals(before)).toBe(true)
  using store = openStore(join(cwd, 'runs.db'))
  expect(store.listRuns({ tag: 'main' })).toHaveLength(6)
})

test.each([
  [{ policy: '/nowhere/policy.yaml' }, 'policy.unreadable', 65],
  [{ policy: 'policy.yaml', more: ['x'] }, 'usage', 64],
  [{ candidate: 'tag:none' }, 'run.unknown', 64],
  [{ policy: 'explain', more: ['/nowhere/verdict.json', 'ttft.p50'] }, 'policy.unreadable', 65],
] as const)('%j is refused before anything is judged', async (args, code, exitCode) => {
  const error = await errorOf(judged(policyText('{tag: slow}'), args as Partial<Args>))
  expect(error.code).toBe(code)
  expect(exitCodeOf[error.code]).toBe(exitCode)
})

test('a metric that the policy does not gate, and a file that is no verdict, are refused', async () => {
  const path = policyFile(policyText('{tag: slow}'))
  const unknown = await errorOf(judged(policyText('{tag: slow}'), { policy: 'explain', more: [path, 'tpot.p55'] }))
  expect(unknown.message).toMatch(
    /expected a metric of the policy \(tpot\.p50, ttft\.p50\), got "tpot\.p55"; did you mean tpot\.p50\?/,
  )
  const broken = join(cwd, 'broken.json')
  for (const [text, said] of [
    ['{', /expected JSON/],
    ['{"schema": "infbench.run/1"}', /schema/],
  ] as const) {
    writeFileSync(broken, text)
    const error = await errorOf(judged('', { policy: 'explain', more: [broken] }))
    expect(error.code).toBe('gate.malformed')
    expect(error.message).toMatch(said)
  }
})

test('sides that are to be measured are told before they are, or taken from the store where the command line says so', async () => {
  writeFileSync(join(cwd, 'chat.yaml'), 'count: 4\n')
  const text =
    'workload: chat.yaml\nbaseline: {engine: {}}\ncandidate: {engine: {quant: int8}}\npairs: 5\nmetrics: {tpot.p50: 5%}\n'
  const { code, stdout } = await judged(text, { 'dry-run': true })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^baseline .*\ncandidate .*\n\npair 1 /)
  expect(stdout.match(/^pair /gm)).toHaveLength(5)
  expect((await verdictOf(text, { baseline: 'tag:main', candidate: 'tag:slow' })).verdict).toBe('regression')
  expect((await errorOf(judged(text, { baseline: 'tag:main' }))).message).toMatch(/expected stored runs on both sides/)
  expect((await errorOf(judged(policyText('{tag: slow}'), { 'dry-run': true }))).message).toMatch(
    /--dry-run: .* stored runs/,
  )
})
