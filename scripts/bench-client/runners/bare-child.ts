/**
 * What the machine itself takes: `bare-child.ts TASK URL`. Sockets whose reads are stamped and nothing else, neither parsed nor kept;
 * prints CPU ns per event (streams) or per request (not streamed). Machines differ by a factor of two and change over a day: a
 * client's figures mean something beside this one's, taken in the same minute.
 */
import { connect } from 'node:net'
import { cpuUsage } from 'node:process'
import { processClock } from '../../../src/core/clock.ts'

/** `requests` of them are counted, after `warmup` others. */
export interface BareTask {
  readonly model: string
  readonly users: number
  readonly warmup: number
  readonly requests: number
  readonly outputTokens: number
  readonly stream: boolean
}

const [taskText = '{}', url = ''] = process.argv.slice(2)
const task = JSON.parse(taskText) as BareTask
const { hostname, port } = new URL(url)
const clock = processClock()
const at = new Float64Array(task.stream ? 4 * (task.warmup + task.requests) * task.outputTokens : 1)
const lastBytes = '0\r\n\r\n'
let [sent, ended, reads, readsBefore] = [0, 0, 0, 0]
let before = cpuUsage()

function bodyOf(index: number): string {
  const messages = [{ role: 'user', content: `request ${index}` }]
  const { model, outputTokens, stream } = task
  return JSON.stringify({ model, messages, max_tokens: outputTokens, stream, user: `${index}` })
}

function openUser(): void {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024)
  const onread = { buffer, callback: (length: number) => take(length) }
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread }, () => send())
  const send = () => {
    const body = bodyOf(sent++)
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
  }
  const take = (length: number): boolean => {
    at[reads++ % at.length] = clock.nowNs()
    if (task.stream && buffer.toString('latin1', Math.max(0, length - lastBytes.length), length) !== lastBytes)
      return true
    noteEnd()
    if (sent < task.warmup + task.requests) send()
    return true
  }
}

function noteEnd(): void {
  ended++
  if (ended === task.warmup) {
    before = cpuUsage()
    readsBefore = reads
  }
  if (ended < task.warmup + task.requests) return
  const { user, system } = cpuUsage(before)
  const counted = task.stream ? reads - readsBefore : task.requests
  process.stdout.write(`${JSON.stringify({ cpuNs: ((user + system) * 1e3) / counted })}\n`, () => process.exit(0))
}

for (let user = 0; user < task.users; user++) openUser()
