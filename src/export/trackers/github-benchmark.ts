/**
 * Entries for github-action-benchmark. One of its files holds figures of one direction, for its `tool` is either
 * `customSmallerIsBetter` or `customBiggerIsBetter`; so there are two files, and a workflow has a step for each.
 * Source: the README of benchmark-action/github-action-benchmark: {name, unit, value, range?, extra?}.
 */
import type { RunDocument } from '../../metrics/run-document.ts'
import { benchmarksOf, type Benchmark, type RepeatedFigure } from './repeated-figures.ts'

/** Which way is better of the figures of a file. */
export const directions = ['smaller', 'bigger'] as const
export type Direction = (typeof directions)[number]

export interface GithubBenchmarkEntry {
  readonly name: string
  readonly unit: string
  readonly value: number
  /** `± half the spread` of repeats; absent for one run, which tells nothing of it. */
  readonly range?: string
  /** Shown on hover: which runs, and whether they can be trusted. */
  readonly extra: string
}

/** The entries of one direction; runs of one name are repeats, told by their mean. */
export function githubBenchmark(runs: readonly RunDocument[], direction: Direction): readonly GithubBenchmarkEntry[] {
  const better = direction === 'smaller' ? 'lower' : 'higher'
  return benchmarksOf(runs).flatMap((benchmark) =>
    benchmark.figures.filter((figure) => figure.better === better).map((figure) => entry(benchmark, figure)),
  )
}

function entry({ name, runs }: Benchmark, figure: RepeatedFigure): GithubBenchmarkEntry {
  const range = figure.runs > 1 ? { range: `± ${(figure.most - figure.least) / 2}` } : {}
  const extra = runs.map(({ runId, status }) => `${runId} ${status}`).join('\n')
  return { name: `${name}: ${figure.label}`, unit: figure.unit, value: figure.value, ...range, extra }
}
