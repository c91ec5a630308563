/**
 * `llama-bench` of llama.cpp: prompt processing (pp) or text generation (tg) of one sequence, repeated; a row a test. Forms: `-o json`,
 * `jsonl`, `csv`, `md`. Source: tools/llama-bench/llama-bench.cpp.
 */
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf, type Meaning } from '../../reading/figures.ts'
import { refuseCut } from '../../reading/tables/refuse-cut.ts'
import { hasKeys, type JsonObject, numberAt, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { absent, assumed, definition, derived } from '../../reading/notes.ts'
import { stampMs } from '../../reading/stamps.ts'
import { summaryRun } from '../../reading/summary-run.ts'
import { csvTable, markdownTable, type TextTable } from '../../reading/tables/text-table.ts'

const name = 'llama-bench'
const needed = ['model_type', 'n_prompt', 'n_gen', 'avg_ns', 'avg_ts'] as const
const tableColumns = ['model', 'size', 'params', 'test', 't/s'] as const

export const llamaBench: ImportFormat = {
  name,
  title: 'llama-bench of llama.cpp',
  mark: 'JSON, JSON lines or CSV with model_type, n_prompt, n_gen and avg_ts; or a Markdown table with test and t/s',
  matches: (file) => rowsOf(file).length > 0 || tableOf(file).rows.length > 0,
  parse(file) {
    const rows = rowsOf(file)
    const text = file.content.kind !== 'text' ? null : rows.length > 0 ? csvTable(file.text) : tableOf(file)
    if (text !== null) refuseCut(file, text)
    return rows.length > 0 ? rows.map(runOf) : tableOf(file).rows.map(({ cells }) => runOfTable(cells))
  },
}

function rowsOf(file: ImportFile): readonly JsonObject[] {
  const rows: readonly JsonObject[] =
    file.content.kind === 'text'
      ? csvTable(file.text).rows.map(({ cells }) => withNumbers(cells))
      : objectsOf(file).map(({ value }) => value)
  return rows.every((row) => hasKeys(row, ...needed)) ? rows : []
}

const tableOf = ({ content, text }: ImportFile): TextTable =>
  content.kind === 'text' ? markdownTable(text, ...tableColumns) : { rows: [], oddLine: null }

/** CSV has every value as text; a commit may look like a number and is none. */
const numeric = /^(?:n_|avg_|stddev_|fit_|model_size$|model_n_params$|main_gpu$|build_number$|poll$)/

function withNumbers(cells: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(cells).map(([key, cell]) => [key, numeric.test(key) && cell !== '' ? Number(cell) : cell]),
  )
}

/** Everything but what was measured is how it was measured. */
const isResult = (key: string) => /^(?:avg|stddev|samples)_(?:ns|ts)\b/.test(key)

function runOf(row: JsonObject): ImportedRun {
  const test = testOf(numberAt(row, 'n_prompt') ?? 0, numberAt(row, 'n_gen') ?? 0, numberAt(row, 'n_depth') ?? 0)
  const model = textAt(row, 'model_type')
  const samples = Array.isArray(row.samples_ns)
    ? (row.samples_ns as unknown[]).filter((ns) => typeof ns === 'number')
    : []
  const settings = Object.keys(row).filter((key) => !isResult(key) && key !== 'test_time')
  return summaryRun({
    tool: name,
    toolVersion: [textAt(row, 'build_commit'), numberAt(row, 'build_number')].filter((part) => part !== null).join(' '),
    name: [model ?? 'unknown', test.name, threadsText(numberAt(row, 'n_threads'))].join(', '),
    startedAtMs: stampMs(row.test_time),
    target: { url: null, model: textAt(row, 'model_filename')?.split('/').at(-1) ?? model, facts: pick(row, facts) },
    settings: pick(row, settings),
    window: { durationNs: samples.length === 0 ? null : samples.reduce((sum, ns) => sum + ns, 0) },
    figures: figuresOf(
      row,
      (key) => meaningOf(key, test.rate),
      (key) => !isResult(key),
    ),
    notes: [...notesOf(test), ...(samples.length === 0 ? [] : [windowNote])],
  })
}

const facts = ['model_type', 'model_size', 'model_n_params', 'backends', 'cpu_info', 'gpu_info', 'build_commit']
const windowNote = derived('window.durationS', 'the window is the time of all repetitions together')

interface Test {
  readonly name: string
  /** Where its tokens per second belong; null: prompt and answer are counted into one, which has no counterpart. */
  readonly rate: string | null
}

function testOf(prompt: number, generated: number, depth: number): Test {
  const parts = [prompt > 0 ? `pp${prompt}` : null, generated > 0 ? `tg${generated}` : null].filter(
    (part) => part !== null,
  )
  const place = prompt > 0 && generated > 0 ? null : prompt > 0 ? 'inputTokensPerS' : 'outputTokensPerS'
  return {
    name: `${parts.join('+')}${depth > 0 ? ` @ d${depth}` : ''}`,
    rate: place === null ? null : `throughput.${place}`,
  }
}

function meaningOf(key: string, rate: string | null): Meaning {
  if (/_ns\b/.test(key)) return { unit: 'ns' }
  return { unit: 'tokens/s', metric: key === 'avg_ts' ? rate : null }
}

function notesOf({ name: test, rate }: Test) {
  return [
    absent(
      null,
      'no server and no requests: one sequence in one process, no TTFT, no E2E, no tokenizing or sampling in the time',
    ),
    rate === null
      ? definition(
          'throughput',
          `${test}: prompt and generated tokens over their time together, which has no counterpart`,
        )
      : definition(rate, `${test}: the mean of the rates of its repetitions; generated tokens follow an empty prompt`),
  ]
}

/** A row of `-o md`: `170.92 ± 14.03` in `t/s`, the test by its name. */
function runOfTable(cells: Readonly<Record<string, string>>): ImportedRun {
  const [, prompt, generated, depth] = /^(?:pp(\d+))?\+?(?:tg(\d+))?(?: @ d(\d+))?$/.exec(cells.test ?? '') ?? []
  const test = testOf(Number(prompt ?? 0), Number(generated ?? 0), Number(depth ?? 0))
  const [mean = '', spread = ''] = (cells['t/s'] ?? '').split('±').map((part) => part.trim())
  const { 't/s': _rate, ...settings } = cells
  return summaryRun({
    tool: name,
    name: [
      cells.model ?? 'unknown',
      cells.test ?? '',
      cells.threads === undefined ? null : threadsText(Number(cells.threads)),
    ]
      .filter((part) => part !== null)
      .join(', '),
    target: { url: null, model: cells.model ?? null, facts: {} },
    settings,
    figures: figuresOf({ 't/s': toNumber(mean), 't/s ±': toNumber(spread) }, (key) =>
      meaningOf(key === 't/s' ? 'avg_ts' : key, test.rate),
    ),
    notes: [...notesOf(test), assumed('throughput', 'rounded to two places, as the table is')],
  })
}

const threadsText = (threads: number | null) => `${threads ?? '?'} thread${threads === 1 ? '' : 's'}`
const toNumber = (text: string) => (text === '' ? null : Number(text))
