/**
 * Runs as OpenMetrics: distributions as summaries in seconds (quantiles 0 and 1 are the least and the most), everything else as
 * gauges, a series per run. Of several classes the families `infbench_class_*` hold each one's own figures, apart from those of
 * the run, so that no sum over labels counts a request twice.
 */
import { metrics } from '../../metrics/definitions.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { blockFamilies } from './block-families.ts'
import { expositionOf, type Labels, type MetricFamily } from './metric-family.ts'
import { costFamilies } from './rate-families.ts'
import { classSubjects, gauges, type RunSubject, runSubject, sample } from './subject.ts'

/** The exposition of runs; `stamped` gives every sample the end of its run's window, which backfilling needs and gateways refuse. */
export function openMetrics(runs: readonly RunDocument[], stamped: boolean): string {
  const subjects = runs.map((run) => runSubject(run, stamped))
  return expositionOf([
    ...aboutRuns(subjects),
    ...blockFamilies('infbench', subjects),
    ...blockFamilies('infbench_class', subjects.flatMap(classSubjects)),
  ])
}

function aboutRuns(runs: readonly RunSubject[]): readonly MetricFamily[] {
  const windows = runs.flatMap((run) => sample(run, run.block.window.durationS))
  return [
    info(runs),
    status(runs),
    gauges('infbench_window_seconds', 'seconds', 'Length of the measurement window.', windows),
    ...costFamilies('infbench', runs),
    ...(['mfu', 'mbu'] as const).map((id) =>
      gauges(
        `infbench_${id}_ratio`,
        'ratio',
        `${metrics[id].meaning}: ${metrics[id].formula}.`,
        runs.flatMap((run) =>
          (['prefill', 'decode'] as const).flatMap((phase) => sample(run, run.block[id]?.[phase], { phase })),
        ),
      ),
    ),
  ]
}

function info(runs: readonly RunSubject[]): MetricFamily {
  return {
    ...{
      name: 'infbench_run',
      type: 'info',
      unit: null,
      help: 'The run, its target and what it may be compared with.',
    },
    samples: runs.map(({ block, labels, atS }) => ({
      ...{ suffix: '_info', value: 1, atS },
      labels: { ...labels, ...factsOf(block) },
    })),
  }
}

function factsOf({ target, state, window, fingerprints, environment, tags }: RunDocument): Labels {
  return {
    ...{ state, started_at: window.startedAt, target: target.kind, url: target.url, tags: tags.join(' ') },
    ...{ workload_fingerprint: fingerprints.workload, environment_fingerprint: fingerprints.environment },
    ...{ target_fingerprint: fingerprints.target, dataset_fingerprint: fingerprints.dataset },
    infbench_version: environment.infbenchVersion,
  }
}

function status(runs: readonly RunSubject[]): MetricFamily {
  const states = ['valid', 'degraded', 'invalid'] as const
  return {
    ...{ name: 'infbench_status', type: 'stateset', unit: null, help: 'How far the run can be trusted.' },
    samples: runs.flatMap((run) =>
      states.flatMap((state) => sample(run, run.block.status === state ? 1 : 0, { infbench_status: state })),
    ),
  }
}
