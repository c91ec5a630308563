/** The framing in C++ against the one in TypeScript, answer by answer, under the sanitizers. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { BodyLog } from '../../../src/clients/body-log.ts'
import { HeadReader } from '../../../src/clients/http1/response-head.ts'
import { ResponseReader } from '../../../src/clients/http1/response-reader.ts'
import { faultText } from '../../../src/clients/native/fault-text.ts'
import { type Rng, seededRng } from '../../../src/core/rng.ts'

const native = fileURLToPath(new URL('../../../src/clients/native', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'infbench-framing-'))
afterAll(() => rmSync(folder, { recursive: true }))
const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const hasCompiler = runs('g++') && runs('make')

interface Case {
  readonly pieces: readonly Buffer[]
  readonly closes: boolean
}

const head = (fields: string, status = '200 OK') => `HTTP/1.1 ${status}\r\n${fields}\r\n`
const chunked = 'content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n'
const answers = [
  `${head('content-length: 5\r\nKeep-Alive: timeout=5, max=100\r\n')}hello`,
  `${head('content-length: 5\r\n')}hello!`,
  `${head('content-length: 5, 5\r\nretry-after:  3 \r\n', '429 Slow')}hello`,
  `${head(chunked)}3;name="x y"\r\nabc\r\n0A ; q\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n`,
  `${head(chunked)}1\r\na\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n`,
  'HTTP/1.1 200 OK\ntransfer-encoding: gzip, chunked\n\n1\na\n0\n\n',
  'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.0 200\r\n\r\nuntil the end',
  `${head('', '100 Continue')}${head('link: x\r\n', '103 Early Hints')}${head('content-length: 2\r\n')}ok`,
  `${head('connection: upgrade\r\n', '101 Switching')}bytes`,
  head('', '204 No Content'),
  `${head('Connection: Close\r\nCONTENT-LENGTH:3\r\n')}abc`,
  `${head('x: \u00e9\u00a0\r\ncontent-type:\u00a0a/b; c="\u00e9"\u00a0\r\ncontent-length: 1\r\n')}a`,
  head('content-length: 5x\r\n'),
  head('content-length: 5, 6\r\n'),
  head('content-length: \r\n'),
  head('no colon\r\n'),
  head(': no name\r\n'),
  'HTTP/1.1 099 Low\r\n\r\n',
  'HTTP/1.2 200 OK\r\n\r\n',
  'HTTP/1.1 200OK\r\n\r\n',
  'SSH-2.0-OpenSSH_9.6\r\n',
  '\u0000\u0001\u0002',
  `${head(chunked)}zz\r\n`,
  `${head(chunked)}5!\r\nhello`,
  `${head(chunked)}1234567890123\r\n`,
  `${head(chunked)}2\r\nabc\r\n`,
  'HTTP/1.1 200 OK\n\r\nx: 1\r\n\r\n',
].map((text) => Buffer.from(text, 'latin1'))

/** Long ones, whose limits must be the same. */
const long = [
  head(`x: ${'a'.repeat(70_000)}\r\n`),
  `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(70_000)}`,
  `${head(chunked)}1;${'a'.repeat(70_000)}`,
  `${head(chunked)}0\r\n${'a'.repeat(70_000)}`,
  `${head('content-length: 100000\r\n')}${'b'.repeat(100_000)}`,
].map((text) => Buffer.from(text, 'latin1'))

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...new Set(cuts.toSorted((a, b) => a - b)), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

/** Into as many pieces as `count`, at random places. */
const cutRandomly = (rng: Rng, bytes: Buffer, count: number) =>
  cutAt(
    bytes,
    Array.from({ length: count }, () => rng.below(bytes.length + 1)),
  )

/** A byte taken away, put in or replaced, so that most are wrong in a way nobody thought of. */
function mangle(rng: Rng, bytes: Buffer): Buffer {
  const at = rng.below(bytes.length)
  const odd = Buffer.from([[13, 10, 32, 58, 48, 44, 59, 255][rng.below(8)] as number])
  return Buffer.concat([bytes.subarray(0, at), ...(rng.below(3) === 0 ? [] : [odd]), bytes.subarray(at + rng.below(2))])
}

function* cases(): Generator<Case> {
  const rng = seededRng(11)
  for (const bytes of answers) {
    for (let cut = 0; cut <= bytes.length; cut++) yield { pieces: cutAt(bytes, [cut]), closes: cut % 2 === 0 }
    yield { pieces: Array.from(bytes, (byte) => Buffer.from([byte])), closes: true }
    for (let i = 0; i < 20; i++) yield { pieces: cutRandomly(rng, bytes, 2 + rng.below(8)), closes: i % 2 === 0 }
    for (let i = 0; i < 80; i++) yield { pieces: cutRandomly(rng, mangle(rng, bytes), rng.below(4)), closes: true }
  }
  for (const bytes of long) {
    yield { pieces: [bytes], closes: true }
    for (let i = 0; i < 10; i++) yield { pieces: cutRandomly(rng, bytes, 1 + rng.below(6)), closes: i % 2 === 0 }
  }
}

const states = ['more', 'done', 'malformed'] as const

/** What the reader in TypeScript makes of it. */
function expected({ pieces, closes }: Case, heads: HeadReader) {
  const log = new BodyLog()
  const reader = new ResponseReader(log, heads)
  let state: (typeof states)[number] = 'more'
  for (const [i, piece] of pieces.entries())
    if (state === 'more' && piece.length > 0) state = reader.feed(piece, piece.length, i + 1)
  const { owed } = reader
  if (state === 'more' && closes) state = reader.end()
  const { body, readEnds, readAt } = log.take()
  const { status = null, contentType = null, retryAfter = null, keepAlive = false } = reader.head ?? {}
  return {
    ...{ state, owed, surplus: reader.surplus, fault: reader.fault, headersAt: reader.headersAt },
    ...{ status, contentType, retryAfter, keepAlive, idleSeconds: reader.head?.idleSeconds ?? null },
    body: Buffer.from(body).toString('hex'),
    reads: [...readEnds].map((end, i) => `${end}:${readAt[i]},`).join(''),
  }
}

/** The same of a line of the check program. */
function told(line: string): ReturnType<typeof expected> {
  const [state, owed, surplus, kind, bytes = '', digits, headersAt, ...rest] = line.split(' ')
  const [status, type = '', retry = '', keepAlive, idle, body = '', reads = ''] = rest
  const number = (text: string | undefined, none: number) => (Number(text) === none ? null : Number(text))
  const text = (hex: string) =>
    hex === '-' ? null : Buffer.from(hex.slice(1).replace('-', ''), 'hex').toString('latin1')
  return {
    state: states[Number(state)] ?? 'more',
    ...{ owed: number(owed, -1), surplus: surplus === '1', headersAt: number(headersAt, 0), status: number(status, 0) },
    fault: kind === '0' ? '' : faultText(Number(kind), Buffer.from(bytes.replace('-', ''), 'hex'), Number(digits)),
    ...{ contentType: text(type), retryAfter: text(retry), keepAlive: keepAlive === '1' },
    idleSeconds: headersAt === '0' ? null : number(idle, -1),
    ...{ body: body.replace('-', ''), reads },
  }
}

test.skipIf(!hasCompiler)(
  'however an answer is cut and whatever is wrong with it, both readers see the same, and the sanitizers see nothing (needs g++ and make)',
  { timeout: 300_000 },
  () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, `${folder}/framing_check`], {
      stdio: 'pipe',
      timeout: 200_000,
    })
    const all = [...cases()]
    const input = all.flatMap(({ pieces, closes }) => [
      Buffer.from(`${pieces.length} ${closes ? 1 : 0}\n`),
      ...pieces.flatMap((piece) => [Buffer.from(`${piece.length}\n`), piece]),
    ])
    const options = { input: Buffer.concat(input), encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 28 } as const
    const { status, stdout, stderr } = spawnSync(join(folder, 'framing_check'), options)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(all.length)
    const heads = new HeadReader()
    const faults = new Set<string>()
    for (const [i, each] of all.entries()) {
      const truth = expected(each, heads)
      faults.add(truth.fault.replace(/, got.*/, ''))
      expect(
        told(lines[i] as string),
        each.pieces.map((piece) => JSON.stringify(piece.toString('latin1').slice(0, 400))).join(' '),
      ).toEqual(truth)
    }
    expect(faults.size).toBeGreaterThanOrEqual(11)
  },
)
