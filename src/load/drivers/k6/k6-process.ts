import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { InfbenchError } from '../../../core/errors.ts'
import { howToGet } from './find-k6.ts'

/** A k6 that runs a script. */
export interface K6Process {
  /** Lines of its JSON output, as they come. */
  readonly lines: AsyncIterable<string>
  /** Resolves when it has ended, however it did; throws driver.failed where it could not run the script. */
  readonly ended: Promise<void>
  /** Ends it: the requests under way are lost. */
  stop(): void
}

/** What k6 ends with when all was well, when a threshold was not met, and when it was stopped. */
const soundCodes: readonly (number | null)[] = [0, 99, 105]
const keptLines = 20

/** Starts k6 on a script; its JSON output comes on stdout, its own words go nowhere unless it fails. */
export function startK6(program: string, script: string): K6Process {
  const args = ['run', '--quiet', '--no-usage-report', '--no-summary', '--no-color', '--address', 'localhost:0']
  const child = spawn(program, [...args, '--out', 'json=-', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  createInterface(child.stderr).on('line', (line) => {
    said.push(line)
    if (said.length > keptLines) said.shift()
  })
  let stopped = false
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', (cause) => reject(failed(`${program}: cannot be started (${cause.message})`, said)))
    child.on('close', (code, signal) => {
      if (stopped || soundCodes.includes(code)) resolve()
      else reject(failed(`${program} ended with ${code ?? signal}`, said))
    })
  })
  const stop = () => {
    // the second time it ends at once
    child.kill(stopped ? 'SIGKILL' : 'SIGINT')
    stopped = true
  }
  return { lines: createInterface(child.stdout), ended, stop }
}

function failed(message: string, said: readonly string[]): InfbenchError {
  const words = said.map(wordsOf).filter((line) => line !== '')
  const isUnable = words.some((line) => /k6\/x\/sse|unknown module|unknown dependenc/i.test(line))
  const last = words.findLast((line) => /error|fail|unknown|cannot|unable/i.test(line)) ?? words.at(-1)
  return new InfbenchError('driver.failed', {
    message: `driver k6: ${message}${last === undefined ? '' : `: ${last}`}`,
    hint: isUnable ? `this k6 reads no streams; ${howToGet}` : undefined,
  })
}

/** `time="..." level=error msg="..."` without what surrounds the words. */
const wordsOf = (line: string) => (/msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line).replaceAll(/\\n/g, ' ').trim()
