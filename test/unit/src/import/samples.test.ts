import { expect, test } from 'vitest'
import type { ImportedRun } from '../../../../src/import/imported-run.ts'
import { importedDocuments } from '../../../helpers/import-document.ts'
import { hasSamples, importedRuns, missingFigures, sampleFile } from '../../../helpers/import-samples.ts'

/** A recorded result, the files beside it, and keys whose values are requests (which become records) or what was asked for. */
interface Sample {
  readonly path: string
  readonly beside?: readonly string[]
  readonly exempt?: RegExp
  /** The runs in it, where it is not an array of them or one a line. */
  readonly runs?: (value: never) => readonly unknown[]
}

const nothing = /^$/
const samples: readonly Sample[] = [
  ...['bench_serve_v0.25.1', 'bench_serve_all_requests_failed_v0.25.1'].map((name) => ({
    path: `vllm-bench-serve/${name}.json`,
  })),
  ...['run=0', 'run=1', 'summary'].map((name) => ({ path: `vllm-bench-serve/vllm_sweep_v0.25.1/${name}.json` })),
  ...[
    '1024_osl128_conc4',
    '1024_osl128_conc16',
    '1024_osl128_conc64',
    '8192_osl128_conc4',
    '8192_osl128_conc16',
    '8192_osl128_conc32',
  ].map((name) => ({ path: `inferencex-vllm-glm5/glm5_fp8_vllm_tp8_isl${name}.json` })),
  ...['deepseek_dp_mla', 'llama_3_3_70b_online', 'llama_405b_online'].map((name) => ({
    path: `sglang-bench-serving/${name}_output.jsonl`,
  })),
  {
    path: 'guidellm/benchmarks.json.gz',
    exempt: /^requests\./,
    runs: ({ benchmarks }: { benchmarks: readonly unknown[] }) => benchmarks,
  },
  ...[1, 2].map((users) => ({
    path: `aiperf/qwen_concurrency${users}/profile_export_aiperf.json`,
    exempt: /^input_config\./,
  })),
  ...['stage_0_lifecycle', 'stage_3_lifecycle', 'summary_lifecycle', 'stage_0_prometheus'].map((name) => ({
    path: `inference-perf/${name}_metrics.json`,
  })),
  ...['anyscale_7b', 'together_70b'].map((name) => ({ path: `llmperf/summary_${name}.json` })),
]

function valuesOf({ path, runs }: Sample): readonly unknown[] {
  const { content } = sampleFile(path)
  if (content.kind === 'lines') return content.rows.map(({ value }) => value)
  if (content.kind !== 'json') throw new Error(`${path} is no JSON`)
  if (runs !== undefined) return runs(content.value as never)
  return Array.isArray(content.value) ? content.value : [content.value]
}

test.skipIf(!hasSamples).each(samples)(
  'every number of $path is a figure of its run (needs ../shared/data/results)',
  (sample) => {
    const runs = importedRuns(sampleFile(sample.path))
    const values = valuesOf(sample)
    expect(runs).toHaveLength(values.length)
    for (const [index, run] of runs.entries()) {
      const missing = missingFigures(values[index], run).filter(([key]) => !(sample.exempt ?? nothing).test(key))
      expect(missing).toEqual([])
      expect(run.figures.length).toBeGreaterThan(10)
    }
  },
)

/** Our unit over the file's, by the file's. */
const factors: Readonly<Record<string, number>> = { s: 1e3, ms: 1, ns: 1e-6 }

test.skipIf(!hasSamples).each(samples)(
  'translated figures of $path are the same in another unit (needs ../shared/data/results)',
  ({ path }) => {
    for (const { figures } of importedRuns(sampleFile(path))) {
      const translated = figures.filter(({ metric }) => metric !== null)
      expect(translated.every(({ ours }) => Number.isFinite(ours))).toBe(true)
      for (const { value, unit, metric, ours } of translated) {
        const inMs = metric?.startsWith('metrics.') === true && factors[unit ?? ''] !== undefined
        const factor = inMs ? factors[unit ?? ''] : unit === 'requests/min' ? 1 / 60 : 1
        expect(ours).toBeCloseTo(Number(value) * (factor as number), 9)
      }
      // each place of the document is told once, but for a median that has two names
      const places = translated.map(({ metric }) => metric).filter((metric) => metric?.endsWith('.p50') !== true)
      expect(new Set(places).size).toBe(places.length)
    }
  },
)

test.skipIf(!hasSamples).each(samples)(
  '$path makes a document that keeps the contract (needs ../shared/data/results)',
  ({ path }) => {
    const documents = importedDocuments(sampleFile(path))
    for (const { imported, metrics, reasons } of documents) {
      expect(reasons.map(({ code }) => code)).toContain('imported')
      const shown = Object.values(metrics).filter(({ n }) => n > 0)
      if (!path.includes('failed')) expect(shown.length).toBeGreaterThan(0)
      expect(imported?.notes.length).toBeGreaterThan(0)
    }
  },
)

const run = (path: string, ...beside: string[]) => importedRuns(sampleFile(path, beside))[0] as ImportedRun

test.skipIf(!hasSamples)(
  'requests of LLMPerf give the quantiles of its summary, whose definition is ours (needs ../shared/data/results)',
  () => {
    for (const name of ['anyscale_7b', 'together_70b']) {
      const [document] = importedDocuments(
        sampleFile(`llmperf/individual_${name}.json`, [`llmperf/summary_${name}.json`]),
      )
      expect(document?.imported?.basis).toBe('records')
      const told = document?.imported?.figures.filter(({ metric }) => metric !== null) ?? []
      expect(told.length).toBeGreaterThan(15)
      for (const { metric, ours } of told) expect(valueAt(document, metric as string)).toBeCloseTo(ours as number, 5)
    }
  },
)

test.skipIf(!hasSamples)(
  'requests of GuideLLM give its means, and its percentiles within a neighbouring value: it does not interpolate (needs ../shared/data/results)',
  () => {
    const [document] = importedDocuments(sampleFile('guidellm/benchmarks.json.gz'))
    expect(document?.requests).toMatchObject({ completed: 586, failed: 0, cancelled: 23 })
    expect(document?.imported?.notes.map(({ code }) => code)).toContain('percentile')
    const told = document?.imported?.figures.filter(({ metric }) => metric?.startsWith('metrics.')) ?? []
    expect(told.length).toBeGreaterThan(20)
    for (const { metric, ours } of told) {
      const exact = /\.(?:mean|min|max|n)$/.test(metric as string)
      const off = Math.abs((valueAt(document, metric as string) as number) - (ours as number)) / (ours as number)
      expect(off).toBeLessThan(exact ? 1e-6 : 1e-3)
    }
  },
)

test.skipIf(!hasSamples)(
  'a part of the requests of AIPerf goes to the charts, the figures stay those of its summary (needs ../shared/data/results)',
  () => {
    const folder = 'aiperf/qwen_concurrency2'
    const [document] = importedDocuments(
      sampleFile(`${folder}/profile_export.jsonl`, [`${folder}/profile_export_aiperf.json`]),
    )
    expect(document?.imported?.basis).toBe('figures')
    expect(document?.requests.completed).toBe(64)
    for (const { metric, ours } of document?.imported?.figures.filter((figure) => figure.metric !== null) ?? [])
      expect(valueAt(document, metric as string)).toBeCloseTo(ours as number, 9)
    const records = run(`${folder}/profile_export.jsonl`).records ?? []
    const lines = (
      sampleFile(`${folder}/profile_export.jsonl`).content as unknown as {
        rows: { value: { metrics: Record<string, { value: unknown }> } }[]
      }
    ).rows
    expect(records).toHaveLength(lines.length)
    // their requests overlap by two users; ours are in order of the start
    const ttfts = records.map((record) => ((record.firstTokenAt ?? 0) - (record.sentAt ?? 0)) / 1e6).toSorted()
    expect(ttfts.map((ms) => ms.toFixed(5))).toEqual(
      lines.map(({ value }) => Number(value.metrics.time_to_first_token?.value).toFixed(5)).toSorted(),
    )
    expect(
      records.every(
        ({ events, outputTokens }) => events.tokens.reduce((sum, tokens) => sum + tokens, 0) === outputTokens,
      ),
    ).toBe(true)
  },
)

test.skipIf(!hasSamples)(
  'every value of engine and replay records is an instant of a request or a figure of the series (needs ../shared/data/results)',
  () => {
    const sim = run(
      'llmservingsim-vllm/RTX4090_Llama-3.1-8B.requests.jsonl',
      'llmservingsim-vllm/RTX4090_Llama-3.1-8B.timeseries.csv',
    )
    expect(sim.name).toBe('Llama-3.1-8B on RTX4090')
    expect(sim.records).toHaveLength(300)
    expect((sim.records?.[0]?.firstTokenAt ?? 0) / 1e9).toBeCloseTo(27_537.350135653 - 27_536.660701067, 6)
    expect(sim.figures.find(({ key }) => key === 'timeseries.0.prompt_throughput')?.value).toBe(3392)
    expect(sim.figures).toHaveLength(cells('llmservingsim-vllm/RTX4090_Llama-3.1-8B.timeseries.csv'))
    const replay = run(
      'burstgpt-replay/detail_log_scale100_prompt500.json',
      'burstgpt-replay/vllm_log_scale100_prompt500.csv',
    )
    expect(replay.records).toHaveLength(500)
    const [first] = replay.records ?? []
    expect(((first?.firstTokenAt ?? 0) - (first?.sentAt ?? 0)) / 1e9).toBeCloseTo(0.03231741487979889, 7)
    expect(replay.figures).toHaveLength(cells('burstgpt-replay/vllm_log_scale100_prompt500.csv'))
  },
)

test.skipIf(!hasSamples).each(['results_full', 'results_x86'])(
  'every rate of the CPU sweep %s is a figure of one of its runs (needs ../shared/data/results)',
  (name) => {
    const file = sampleFile(`mistralrs-cpu/${name}.jsonl`)
    const points = (file.content as unknown as { rows: { value: { tps: number; stddev?: number } }[] }).rows.map(
      ({ value }) => value,
    )
    const kept = importedRuns(file).flatMap(({ figures }) => figures)
    const rates = (ending: string) =>
      kept
        .filter(({ key }) => key.endsWith(ending))
        .map(({ value }) => Number(value))
        .toSorted((a, b) => a - b)
    expect(rates('.tps')).toEqual(points.map(({ tps }) => tps).toSorted((a, b) => a - b))
    expect(rates('.stddev')).toEqual(points.flatMap(({ stddev }) => stddev ?? []).toSorted((a, b) => a - b))
  },
)

const cells = (path: string) => {
  const [header = '', ...lines] = sampleFile(path).text.trim().split('\n')
  return header.split(',').length * lines.length
}

const valueAt = (value: unknown, path: string) =>
  path.split('.').reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], value)
