/** Sweeps of mistral.rs and llama.cpp over prompt lengths: a line of JSON a point. Points of one engine, model and setting are a run. */
import type { ImportedFigure } from '../../../core/imported/imported-figure.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figure } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { absent, definition } from '../../reading/notes.ts'

const name = 'mistralrs-cpu'

/** What tells runs apart; the other keys are of the points. */
const settings = ['engine', 'model', 'quant', 'arch', 'affinity', 'gen_len', 'iterations', 'warmup', 'wall_s', 'note']

export const cpuSweep: ImportFormat = {
  name,
  title: 'a CPU sweep of mistral.rs and llama.cpp',
  mark: 'JSON lines with engine, mode, length and tps',
  matches: (file) => {
    const rows = objectsOf(file)
    return rows.length > 0 && rows.every(({ value }) => hasKeys(value, 'engine', 'mode', 'length', 'tps'))
  },
  parse: (file) => [...groupBy(objectsOf(file)).values()].map(runOf),
}

function groupBy(rows: readonly { readonly value: JsonObject }[]): Map<string, JsonObject[]> {
  const groups = new Map<string, JsonObject[]>()
  for (const { value } of rows) {
    const key = JSON.stringify(settings.map((setting) => value[setting] ?? null))
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
}

function runOf(points: readonly JsonObject[]): ImportedRun {
  const first = points[0] as JsonObject
  const parts = [
    textAt(first, 'engine'),
    textAt(first, 'model'),
    textAt(first, 'quant'),
    textAt(first, 'arch'),
    textAt(first, 'affinity'),
    textAt(first, 'note'),
  ]
  return {
    ...{ tool: name, toolVersion: null, name: parts.filter((part) => part !== null).join(', '), startedAtMs: null },
    target: { url: null, model: textAt(first, 'model'), facts: pick(first, ['engine', 'quant', 'arch']) },
    settings: pick(first, settings),
    requests: { planned: null, completed: null, failed: null },
    window: { durationNs: null },
    records: null,
    figures: figuresOfPoints(points),
    notes: [
      definition(
        'throughput',
        'tokens/s of one sequence in the engine itself, prefill and decode apart, without a server',
      ),
      absent(null, 'no requests: no latencies, no request rate'),
    ],
    environment: null,
  }
}

/** A run translates where it has one point of a mode; several are a curve, which no single rate tells. */
function figuresOfPoints(points: readonly JsonObject[]): ImportedFigure[] {
  const places: Readonly<Record<string, string>> = {
    prefill: 'throughput.inputTokensPerS',
    decode: 'throughput.outputTokensPerS',
  }
  const seen = new Map<string, number>()
  return points.flatMap((point) => {
    const mode = String(point.mode)
    const [key, alone] = [
      `${mode}.${String(point.length)}`,
      points.filter((other) => other.mode === point.mode).length === 1,
    ]
    const times = seen.get(key) ?? 0
    seen.set(key, times + 1)
    const place = times === 0 ? key : `${key}.${times}`
    const numbers = Object.entries(point).filter(
      ([name, value]) => !settings.includes(name) && name !== 'length' && typeof value === 'number',
    )
    return numbers.map(([name, value]) => {
      const metric = name === 'tps' && alone ? places[mode] : null
      return figure(`${place}.${name}`, value as number, {
        unit: name === 'tps' || name === 'stddev' ? 'tokens/s' : null,
        metric,
      })
    })
  })
}
