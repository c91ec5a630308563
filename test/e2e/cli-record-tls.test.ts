import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cliMain, temporaryFolder } from '../helpers/cli.ts'
import { chunkedHead, httpChunk, lastChunk, type ScriptedServer, scriptedServer } from '../helpers/scripted-server.ts'

const pemFile = (name: string) => fileURLToPath(new URL(`../fixtures/tls/localhost.${name}.pem`, import.meta.url))
const event = (fields: object) => httpChunk(`data: ${JSON.stringify(fields)}\n\n`)
const delta = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const answer =
  chunkedHead +
  delta('one') +
  delta(' two') +
  event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
  event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } }) +
  httpChunk('data: [DONE]\n\n') +
  lastChunk

let upstream: ScriptedServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  const tls = { key: readFileSync(pemFile('key')), cert: readFileSync(pemFile('cert')) }
  upstream = await scriptedServer((socket) => socket.write(answer), { tls })
  folder = await temporaryFolder()
})
afterAll(async () => {
  await upstream.close()
  await folder.remove()
})

/** Records one completion to an upstream over TLS, ends the recorder, and tells all. */
async function recordOne(output: string, trusted: Record<string, string>) {
  const args = [cliMain, 'record', '--to', upstream.url, '--listen', ':0', '-o', output, '--json']
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', ...trusted }
  const child = spawn(process.execPath, args, { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  child.stdout.on('data', (bytes) => void (stdout += String(bytes)))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (bytes) => {
      said += String(bytes)
      const found = /listening on (\S+),/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`infbench record ended with ${code}: ${said}`)))
  })
  const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'a secret' }] })
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', body })
  const text = await response.text()
  child.kill('SIGINT')
  await new Promise((resolve) => child.once('close', resolve))
  const rows = readFileSync(join(folder.path, output), 'utf8').split('\n').filter(Boolean)
  return { status: response.status, text, rows, ended: JSON.parse(stdout) as Record<string, unknown> }
}

test('an upstream over TLS whose certificate is trusted is recorded as any other', async () => {
  const { status, text, rows } = await recordOne('tls.jsonl', { NODE_EXTRA_CA_CERTS: pemFile('cert') })
  expect(status).toBe(200)
  expect(text).toContain('[DONE]')
  expect(upstream.requests.at(-1)?.headers).toContain(`host: ${new URL(upstream.url).host}`)
  expect(rows).toHaveLength(1)
  expect(JSON.parse(rows[0] ?? '')).toMatchObject({ input_tokens: 7, output_tokens: 2, outcome: 'ok', status: 200 })
  expect(rows.join()).not.toContain('secret')
})

test('a certificate that nobody vouches for is answered with 502 and the reason, and nothing is sent there', async () => {
  const before = upstream.requests.length
  const { status, text, ended } = await recordOne('untrusted.jsonl', {})
  expect(status).toBe(502)
  expect(JSON.parse(text).error).toMatchObject({ type: 'upstream_unreachable' })
  expect(text).toMatch(/CERT|SELF_SIGNED/)
  expect(ended).toMatchObject({ unreachable: 1 })
  expect(upstream.requests).toHaveLength(before)
})
