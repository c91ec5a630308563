/** Times that a vLLM engine told of each request, as LLMServingSim's validation keeps them, and a series of the engine beside it. */
import { basename } from 'node:path/posix'
import { z } from 'zod'
import { MS_PER_S, sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { seriesFigures } from './csv-series.ts'
import { importedRecord } from '../../reading/imported-record.ts'
import { hasKeys, objectsOf } from '../../reading/json-values.ts'
import { notKept } from '../../reading/not-kept.ts'
import { absent, definition } from '../../reading/notes.ts'

const name = 'llmservingsim-vllm'

export const llmservingsim: ImportFormat = {
  name,
  title: "LLMServingSim's record of a vLLM engine",
  mark: 'JSON lines with queued_ts, scheduled_ts, first_token_ts and last_token_ts',
  companions: (path) => {
    const file = basename(path)
    return file.endsWith('.requests.jsonl') ? [file.replace(/\.requests\.jsonl$/, '.timeseries.csv')] : []
  },
  matches: (file) => {
    const rows = objectsOf(file)
    return rows.length > 0 && rows.every(({ value }) => hasKeys(value, 'queued_ts', 'first_token_ts', 'last_token_ts'))
  },
  parse: (file) => [runOf(file)],
}

const time = z.number({ error: 'expected seconds' })
const request = z.object({
  ...{ queued_ts: time, first_token_ts: time, last_token_ts: time, arrival_time: time.nullish() },
  ...{ input_toks: z.int().nonnegative(), output_toks: z.int().nonnegative() },
})

function runOf(file: ImportFile): ImportedRun {
  const rows = objectsOf(file).map(({ value, line }) => checked(file, request, value, line))
  rows.sort((a, b) => a.queued_ts - b.queued_ts)
  const start = rows[0]?.queued_ts ?? 0
  const at = (seconds: number) => sToNs(seconds - start)
  const series = file.beside.find(({ path }) => path.endsWith('.csv'))
  const arrivals = rows.flatMap(({ arrival_time }) => arrival_time ?? [])
  const [device = null, model = null] = basename(file.path)
    .replace(/\.requests\.jsonl.*$/, '')
    .split('_')
  return {
    ...{ tool: name, toolVersion: null, name: model === null ? 'vLLM engine' : `${model} on ${device}` },
    startedAtMs: arrivals.length === 0 ? null : Math.round(arrivals.reduce((a, b) => Math.min(a, b)) * MS_PER_S),
    target: { url: null, model, facts: { device } },
    settings: { requests: rows.length },
    requests: { planned: rows.length, completed: rows.length, failed: 0 },
    window: { durationNs: null },
    records: rows.map((row, index) => {
      const { queued_ts, first_token_ts, last_token_ts, input_toks, output_toks } = row
      const lastTokenAt = at(last_token_ts)
      return importedRecord({
        ...{ index, sentAt: at(queued_ts), firstTokenAt: at(first_token_ts), lastTokenAt, doneAt: lastTokenAt },
        ...{ inputTokens: input_toks, outputTokens: output_toks, countedBy: 'usage', outcome: { kind: 'ok' } },
      })
    }),
    figures: series === undefined ? [] : seriesFigures(series, 'timeseries'),
    notes: [
      definition('metrics', "times are the engine's own, from its queue to its last token: no network, no HTTP"),
      absent('metrics.itlMs', 'of the tokens only the first and the last have times: no ITL'),
      notKept('when it left the queue (scheduled_ts), when it came to the server (arrival_time, another clock)'),
    ],
    environment: null,
  }
}
