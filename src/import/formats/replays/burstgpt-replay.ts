/** A replay of BurstGPT requests against vLLM: an object of requests by number, and a log of the engine beside it. */
import { basename } from 'node:path/posix'
import { z } from 'zod'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { seriesFigures } from './csv-series.ts'
import { importedRecord } from '../../reading/imported-record.ts'
import { type JsonObject, hasKeys, objectOf } from '../../reading/json-values.ts'
import { notKept } from '../../reading/not-kept.ts'
import { absent, assumed, definition } from '../../reading/notes.ts'

const name = 'burstgpt-replay'

export const burstgptReplay: ImportFormat = {
  name,
  title: 'the BurstGPT replay client',
  mark: 'JSON of requests by number, each with event_id, first_chunk_time and total_chunk_time',
  companions: (path) => [
    basename(path)
      .replace(/^detail_log/, 'vllm_log')
      .replace(/\.json$/, '.csv'),
  ],
  matches: (file) => {
    const requests = Object.values(objectOf(file) ?? {})
    return (
      requests.length > 0 && requests.every((one) => hasKeys(one, 'event_id', 'first_chunk_time', 'total_chunk_time'))
    )
  },
  parse: (file) => [runOf(file, objectOf(file) as JsonObject)],
}

const time = z.number({ error: 'expected seconds' })
const request = z.object({
  ...{ event_id: z.int(), first_chunk_time: time, total_chunk_time: time, record_time: time },
  sampled_in_num: z.int().nonnegative(),
})

function runOf(file: ImportFile, value: JsonObject): ImportedRun {
  const rows = Object.values(value).map((one) => checked(file, request, one))
  const sentS = ({ record_time, total_chunk_time }: z.infer<typeof request>) => record_time - total_chunk_time
  rows.sort((a, b) => sentS(a) - sentS(b))
  const start = rows[0] === undefined ? 0 : sentS(rows[0])
  const log = file.beside.find(({ path }) => path.endsWith('.csv'))
  return {
    ...{ tool: name, toolVersion: null, name: `BurstGPT replay, ${rows.length} requests`, startedAtMs: null },
    target: { url: null, model: null, facts: {} },
    settings: { requests: rows.length, file: basename(file.path) },
    requests: { planned: rows.length, completed: rows.length, failed: 0 },
    window: { durationNs: null },
    records: rows.map((row, index) => {
      const sentAt = sToNs(sentS(row) - start)
      return importedRecord({
        ...{ index, sentAt, firstTokenAt: sentAt + sToNs(row.first_chunk_time), lastTokenAt: null },
        doneAt: sToNs(row.record_time - start),
        ...{ inputTokens: row.sampled_in_num, outputTokens: null, outcome: { kind: 'ok' } },
      })
    }),
    figures: log === undefined ? [] : seriesFigures(log, 'vllm_log'),
    notes: [
      definition('metrics.ttftServiceMs', 'TTFT ends with the first piece of the answer'),
      assumed('metrics.e2eServiceMs', 'requests are taken to be sent their total time before they were recorded'),
      absent('tokens.output', 'out_len is not in tokens: no TPOT, no output throughput'),
      absent('tokens.input', 'prompt tokens are those of the trace, capped at 1,023'),
      absent('window.startedAt', 'no start: the time of the import is taken'),
      notKept('event_id, lengths of texts, state of the GPU at its end'),
    ],
    environment: null,
  }
}
