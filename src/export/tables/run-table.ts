import { distributionMetrics, runMetrics } from '../../metrics/definitions.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { type Cell, type Column, snakeCase, type Table } from './column.ts'

type RunColumn = Column<RunDocument>

const column = (
  name: string,
  type: RunColumn['type'],
  unit: string | null,
  meaning: string,
  of: (run: RunDocument) => Cell,
): RunColumn => ({ name, type, unit, meaning, of })

const text = (name: string, meaning: string, of: (run: RunDocument) => string | null) =>
  column(name, 'text', null, meaning, of)

const counted = (['planned', 'sent', 'completed', 'failed', 'cancelled', 'notSent', 'warmup'] as const).map((key) =>
  column(
    `requests_${snakeCase(key)}`,
    'integer',
    null,
    `requests ${snakeCase(key).replaceAll('_', ' ')}`,
    (run) => run.requests[key],
  ),
)

const statistics = ['mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] as const

/** `ttftMs` to `ttft_p99_ms`, the form of the store's views; `tpsPerUser` has no unit in its name. */
const statisticName = (key: string, statistic: string) => {
  const [, base, unit] = /^(.*?)(Ms)?$/.exec(key) as unknown as [string, string, string | undefined]
  return `${snakeCase(base)}_${snakeCase(statistic)}${unit === undefined ? '' : '_ms'}`
}

const distributions = distributionMetrics.flatMap(({ key, unit, label }): RunColumn[] => [
  ...statistics.map((statistic) =>
    column(
      statisticName(key, statistic),
      'number',
      unit === 'ns' ? 'ms' : unit,
      `${label} ${statistic}`,
      (run) => run.metrics[key][statistic],
    ),
  ),
  column(
    statisticName(key, 'n').replace(/_ms$/, ''),
    'integer',
    null,
    `${label}: values observed`,
    (run) => run.metrics[key].n,
  ),
])

const rates = runMetrics.map(({ path: [section, key], unit, meaning }) =>
  column(section === 'throughput' ? snakeCase(key) : `${section}_${snakeCase(key)}`, 'number', unit, meaning, (run) => {
    const figures = run[section] as Readonly<Record<string, number | null | object>> | null
    return (figures?.[key] ?? null) as number | null
  }),
)

const byPhase = (['mfu', 'mbu'] as const).flatMap((metric) =>
  (['prefill', 'decode'] as const).map((phase) =>
    column(
      `${metric}_${phase}`,
      'number',
      'share',
      `${metric.toUpperCase()} of ${phase}`,
      (run) => run[metric]?.[phase] ?? null,
    ),
  ),
)

/** A row per run: its summary, laid flat. JSONL gives the whole `infbench.run/1` document instead. */
export const runTable: Table<RunDocument> = {
  name: 'runs',
  row: 'run',
  columns: [
    text('run_id', 'the run', ({ runId }) => runId),
    text('name', 'its name', ({ name }) => name),
    text('status', 'stamp: valid, degraded or invalid', ({ status }) => status),
    text('reasons', 'codes of what the stamp rests on, blanks between', ({ reasons }) =>
      reasons.map(({ code }) => code).join(' '),
    ),
    text('state', 'running, completed, interrupted or failed', ({ state }) => state),
    column('started_at', 'instant', null, 'start of the window', ({ window }) => window.startedAt),
    column('duration_s', 'number', 's', 'length of the window', ({ window }) => window.durationS),
    text('target_kind', 'endpoint or engine', ({ target }) => target.kind),
    text('target_url', 'where it is', ({ target }) => target.url),
    text('target_model', 'the model asked for', ({ target }) => target.model),
    text('tags', 'its tags as a JSON array', ({ tags }) => JSON.stringify(tags)),
    ...counted,
    column('input_tokens', 'integer', 'tokens', 'prompt tokens', ({ tokens }) => tokens.input),
    column('output_tokens', 'integer', 'tokens', 'output tokens', ({ tokens }) => tokens.output),
    column('cached_tokens', 'integer', 'tokens', 'prompt tokens out of a cache', ({ tokens }) => tokens.cached),
    ...distributions,
    ...rates,
    ...byPhase,
    text('infbench_version', 'what measured it', ({ environment }) => environment.infbenchVersion),
    ...(['workload', 'environment', 'target', 'dataset'] as const).map((key) =>
      text(`${key}_fingerprint`, `equal: comparable in ${key}`, ({ fingerprints }) => fingerprints[key]),
    ),
  ],
}
