/** `mlperf_log_summary.txt` of MLPerf's LoadGen: lines `key : value` under rules of `=`. */
import type { Facts, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figure, type Meaning } from '../../reading/figures.ts'
import { importFault } from '../../reading/import-fault.ts'
import { summaryRun } from '../../reading/summary-run.ts'
import { type MlperfLatency, mlperfNotes, mlperfPlace } from './mlperf-meaning.ts'

const name = 'mlperf-summary'

export const mlperfSummary: ImportFormat = {
  name,
  title: "MLPerf LoadGen's summary",
  mark: 'text with "MLPerf Results Summary" and "SUT name"',
  matches: ({ content, text }) =>
    content.kind === 'text' && /^MLPerf Results Summary\s*$/m.test(text) && /^SUT name\s*:/m.test(text),
  parse(file) {
    if (!/^Test Parameters Used\s*$/m.test(file.text))
      throw importFault(file, { message: 'expected "Test Parameters Used", got the end: the log is cut off' })
    return [runOf(file.text)]
  },
}

interface Pair {
  readonly key: string
  readonly value: string
}

/** `Mean latency (ns)   : 19020366`; what stands after "Test Parameters Used" was asked for. */
function pairsOf(text: string): { readonly results: readonly Pair[]; readonly settings: readonly Pair[] } {
  const start = /^Test Parameters Used\s*$/m.exec(text)?.index ?? text.length
  const pairs = (part: string) =>
    [...part.matchAll(/^[ \t*]*([^:\n]+?)\s*:\s*(\S[^\n]*?)\s*$/gm)].map(([, key = '', value = '']) => ({ key, value }))
  return { results: pairs(text.slice(0, start)), settings: pairs(text.slice(start)) }
}

const isNumber = (text: string) => /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)

function runOf(text: string): ImportedRun {
  const { results, settings } = pairsOf(text)
  const find = (key: string) => results.find((pair) => pair.key === key)?.value ?? null
  const scenario = find('Scenario')
  const told = Object.fromEntries(results.filter(({ value }) => !isNumber(value)).map(({ key, value }) => [key, value]))
  return summaryRun({
    tool: name,
    name: ['MLPerf', scenario, find('SUT name')].filter((part) => part !== null).join(', '),
    target: { url: null, model: null, facts: told },
    settings: settingsOf(settings),
    figures: results
      .filter(({ value }) => isNumber(value))
      .map(({ key, value }) => figure(key, Number(value), meaningOf(key, scenario))),
    notes: mlperfNotes(scenario, find('Result is')),
  })
}

const settingsOf = (pairs: readonly Pair[]): Facts =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, isNumber(value) ? Number(value) : value]))

function meaningOf(key: string, scenario: string | null): Meaning | null {
  if (/^(?:Completed samples|Samples) per second$/.test(key))
    return { unit: 'requests/s', metric: 'throughput.requestsPerS' }
  if (/^Scheduled samples per second$/.test(key)) return { unit: 'requests/s' }
  if (/^(?:Completed tokens|Tokens) per second(?: \(inferred\))?$/.test(key))
    return { unit: 'tokens/s', metric: key.includes('inferred') ? null : 'throughput.outputTokensPerS' }
  const [, word, percent, rest = ''] = /^(?:(Min|Max|Mean)|([\d.]+) percentile) (.*)\(ns\)$/i.exec(key) ?? []
  const statistic = word?.toLowerCase() ?? percent
  if (statistic === undefined) return /\(ns\)/.test(key) ? { unit: 'ns' } : null
  const kind = kindOf(rest.trim().toLowerCase())
  return { unit: 'ns', metric: kind === null ? null : mlperfPlace(kind, statistic, scenario) }
}

function kindOf(words: string): MlperfLatency | null {
  if (words === 'latency') return 'latency'
  if (words === 'first token latency') return 'firstToken'
  return words === 'time to output token' ? 'perToken' : null
}
