/**
 * `llama-batched-bench` of llama.cpp: prompts of several sequences, then their answers in lock step; a row a setting. Forms: JSON lines and a
 * Markdown table. Source: tools/batched-bench/batched-bench.cpp.
 */
import { sToNs } from '../../../core/units.ts'
import type { Fact, Facts, ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf, type Meaning } from '../../reading/figures.ts'
import { hasKeys, type JsonObject, numberAt, objectsOf, pick } from '../../reading/json-values.ts'
import { absent, assumed, definition } from '../../reading/notes.ts'
import { refuseCut } from '../../reading/tables/refuse-cut.ts'
import { summaryRun } from '../../reading/summary-run.ts'
import { markdownTable } from '../../reading/tables/text-table.ts'

const name = 'llama-batched-bench'

/** Columns of the table by their names in JSON. */
const columns: Readonly<Record<string, string>> = {
  ...{ PP: 'pp', TG: 'tg', B: 'pl', N_KV: 'n_kv', 'T_PP s': 't_pp', 'S_PP t/s': 'speed_pp' },
  ...{ 'T_TG s': 't_tg', 'S_TG t/s': 'speed_tg', 'T s': 't', 'S t/s': 'speed' },
}

export const llamaBatchedBench: ImportFormat = {
  name,
  title: 'llama-batched-bench of llama.cpp',
  mark: 'JSON lines with pl, speed_pp and speed_tg, or a Markdown table with S_PP t/s and S_TG t/s',
  matches: (file) => jsonRows(file).length > 0 || tableRows(file).length > 0,
  parse(file) {
    const rows = jsonRows(file)
    if (rows.length > 0)
      return rows.map((row) =>
        runOf(
          row,
          pick(
            row,
            Object.keys(row).filter((key) => !isResult(key)),
          ),
          [],
        ),
      )
    refuseCut(file, markdownTable(file.text, ...Object.keys(columns)))
    const settings = headSettings(file.text)
    const rounded = assumed('throughput', 'rounded as the table is')
    return tableRows(file).map((row) =>
      runOf(row, { ...settings, ...pick(row, ['pp', 'tg', 'pl', 'n_kv']) }, [rounded]),
    )
  },
}

function jsonRows(file: ImportFile): readonly JsonObject[] {
  const rows = objectsOf(file).map(({ value }) => value)
  return rows.every((row) => hasKeys(row, 'pl', 'pp', 'tg', 'speed_pp', 'speed_tg')) ? rows : []
}

function tableRows({ content, text }: ImportFile): readonly JsonObject[] {
  if (content.kind !== 'text') return []
  return markdownTable(text, ...Object.keys(columns)).rows.map(({ cells }) =>
    Object.fromEntries(Object.entries(columns).map(([column, key]) => [key, Number(cells[column])])),
  )
}

/** `llama_batched_bench: n_kv_max = 512, n_batch = 2048, ...` above the table. */
function headSettings(text: string): Facts {
  const line = /^(?:main|llama_batched_bench): (n_kv_max = .*)$/m.exec(text)?.[1] ?? ''
  const pairs = [...line.matchAll(/(\w+) = (-?\d+)/g)].map(([, key, value]): [string, Fact] => [
    key as string,
    Number(value),
  ])
  return Object.fromEntries(pairs)
}

const isResult = (key: string) => /^(?:t|speed)(?:_pp|_tg)?$/.test(key)

const meanings: Readonly<Record<string, Meaning>> = {
  t: { unit: 's', metric: 'window.durationS' },
  t_pp: { unit: 's' },
  t_tg: { unit: 's' },
  speed: { unit: 'tokens/s' },
  speed_pp: { unit: 'tokens/s', metric: 'throughput.inputTokensPerS' },
  speed_tg: { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
}

function runOf(row: JsonObject, settings: Facts, more: ImportedRun['notes']): ImportedRun {
  const [sequences, durationS] = [numberAt(row, 'pl'), numberAt(row, 't')]
  return summaryRun({
    tool: name,
    name: `batched bench, pp${row.pp} tg${row.tg}, ${row.pl} at once`,
    settings,
    requests: { planned: sequences, completed: sequences, failed: 0 },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    figures: figuresOf(
      row,
      (key) => meanings[key] ?? null,
      (key) => !isResult(key),
    ),
    notes: [
      absent(null, 'no server and no requests: sequences of one length in one process, no TTFT, no E2E of any one'),
      definition('throughput.inputTokensPerS', 'prompt tokens over the time of the prompts alone, not over the window'),
      definition(
        'throughput.outputTokensPerS',
        'generated tokens over the time of generating alone, not over the window',
      ),
      absent('target.model', 'the file does not name the model'),
      ...more,
    ],
  })
}
