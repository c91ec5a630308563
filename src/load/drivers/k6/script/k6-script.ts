import { nsToMs, nsToS } from '../../../../core/units.ts'
import type { K6Request, K6Test } from './k6-test.ts'
import { commonCode, leadMs, streamedSend, wholeSend } from './script-code.ts'

/**
 * The k6 script of a run: options with thresholds, the code, and the schedule, a line a request. Pure. `shared-iterations` with
 * the number of the iteration in the whole test as the request's index is what makes it safe to split: k6 deals those numbers out by
 * execution segment, all of them, none twice, when every instance is told the same sequence.
 */
export function k6Script(test: K6Test): string {
  return [
    head(test),
    `export const options = ${JSON.stringify(optionsOf(test), null, 2)}\n`,
    constants(test),
    test.stream ? streamedSend : wholeSend,
    commonCode,
    schedule(test),
  ].join('\n')
}

function head({ name, version, command, requests, stream, apiKeyEnv }: K6Test): string {
  const key = apiKeyEnv === null ? [] : [`// It takes the key from the environment: ${apiKeyEnv}.`]
  const needs = stream
    ? ['// It needs a k6 with an extension for streams (xk6-sse, or `npm run build:k6` in a clone of infbench).']
    : []
  return `${[
    `// ${oneLine(name)}: ${requests.length} requests, each with its prompt and its time. Made by infbench ${version}: ${oneLine(command)}`,
    ...needs,
    ...key,
    '//   k6 run --out json=part.json SCRIPT && infbench merge part.json',
    '// On several machines, each with a part of it, all told the same sequence; here the first of two:',
    '//   k6 run --execution-segment 0:1/2 --execution-segment-sequence 0,1/2,1 --out json=part-1.json SCRIPT',
  ].join('\n')}
import exec from 'k6/execution'
import { SharedArray } from 'k6/data'
import { sleep } from 'k6'
import { Counter, Rate, Trend } from 'k6/metrics'
${stream ? "import sse from 'k6/x/sse'" : "import http from 'k6/http'"}
`
}

function optionsOf(test: K6Test) {
  const lastNs = test.requests.reduce((last, { dueNs }) => Math.max(last, dueNs ?? 0), 0)
  const endNs = test.requests.some(({ dueNs }) => dueNs === null)
    ? mostTurnsNs(test)
    : lastNs + test.timeoutNs + test.drainNs
  const maxS = Math.min(longestS, Math.ceil(nsToS(endNs)) + 1)
  return {
    scenarios: {
      requests: {
        ...{ executor: 'shared-iterations', vus: test.vus, iterations: test.requests.length },
        ...{ maxDuration: `${maxS}s`, gracefulStop: '0s' },
      },
    },
    thresholds: thresholdsOf(test),
    systemTags: ['status', 'error', 'scenario'],
  }
}

/** k6 wants an end; this is none that a run comes to. */
const longestS = 86_400

/** A closed loop in which every answer takes as long as it may. */
const mostTurnsNs = ({ requests, vus, timeoutNs, drainNs }: K6Test) =>
  Math.ceil(requests.length / vus) * (timeoutNs + Math.max(0, ...requests.map(({ pauseNs }) => pauseNs))) + drainNs

function thresholdsOf({ thresholds }: K6Test): Record<string, string[]> {
  const byMetric: Record<string, string[]> = {}
  for (const { metric, expression } of thresholds) (byMetric[metric] ??= []).push(expression)
  return byMetric
}

function constants({ url, headers, apiKeyEnv, timeoutNs, slo, run }: K6Test): string {
  const levels = Object.fromEntries(
    Object.entries(slo).map(([name, each]) => [
      name,
      Object.fromEntries(Object.entries(each).map(([level, ns]) => [level.replace(/Ns$/, ''), nsToMs(ns)])),
    ]),
  )
  const key = apiKeyEnv === null ? '' : `, authorization: \`Bearer \${__ENV[${literal(apiKeyEnv)}]}\``
  const fields = literal({ ...headers, 'content-type': 'application/json' })
  return `const url = ${literal(url)}
const headers = { ...${fields}${key} }
const timeout = ${literal(`${Math.ceil(nsToMs(timeoutNs))}ms`)}
// Most milliseconds of a good request, by class.
const slo = ${literal(levels)}
const leadMs = ${leadMs}
// What infbench merge makes a run of.
const run = ${literal(run)}`
}

function schedule({ requests }: K6Test): string {
  const lines = requests.map((request) => `  ${requestLine(request)},`)
  return `// due and pause in ms, due from the zero of the schedule: half a second after the start of the scenario.
const requests = new SharedArray('requests', () => [
${lines.join('\n')}
])
`
}

function requestLine({ phase, className, inputTokens, outputTokens, dueNs, pauseNs, body }: K6Request): string {
  const facts = literal({
    ...{ phase, class: className, input: inputTokens, output: outputTokens },
    ...{ due: dueNs === null ? null : nsToMs(dueNs), pause: nsToMs(pauseNs) },
  })
  return `${facts.slice(0, -1)},"body":${safe(body)}}`
}

const literal = (value: unknown) => safe(JSON.stringify(value))

/** JSON as JavaScript of any age reads it. */
const safe = (json: string) => json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')
