import { MS_PER_S } from '../../core/units.ts'
import type { RunBlock, RunDocument } from '../../metrics/run-document.ts'
import type { Labels, MetricFamily, Sample } from './metric-family.ts'

/** What a series is about: a whole run, or a class of one. */
export interface Subject {
  readonly block: RunBlock
  readonly labels: Labels
  /** End of the run's window, seconds since 1970; null: samples bear no time. */
  readonly atS: number | null
}

export interface RunSubject extends Subject {
  readonly block: RunDocument
}

/** The subject that a run is; `stamped` samples bear the end of its window. */
export function runSubject(run: RunDocument, stamped: boolean): RunSubject {
  const labels = { run_id: run.runId, run: run.name, model: run.target.model }
  const endS = Date.parse(run.window.startedAt) / MS_PER_S + run.window.durationS
  return { block: run, labels, atS: stamped ? endS : null }
}

/** The classes of a run, where it has several; the one class of a run is the run. */
export function classSubjects({ block, labels, atS }: RunSubject): readonly Subject[] {
  const classes = Object.entries(block.classes)
  return classes.length < 2
    ? []
    : classes.map(([name, own]) => ({ block: own, labels: { ...labels, class: name }, atS }))
}

/** One sample, or none where the value is unknown. */
export function sample({ labels, atS }: Subject, value: number | null | undefined, more: Labels = {}): Sample[] {
  return value === null || value === undefined ? [] : [{ labels: { ...labels, ...more }, value, atS }]
}

/** A family of gauges. */
export function gauges(name: string, unit: string | null, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, type: 'gauge', unit, help, samples }
}
