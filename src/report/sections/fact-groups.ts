import type { RunHeader } from '../../core/run-header.ts'
import { nsToMs } from '../../core/units.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { MeasurementError } from '../../metrics/validity/measurement-error.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import { formatBytes, formatCount, formatMs, formatShare, formatUsd } from '../../../reports/format-number.ts'
import { clip } from './clip.ts'
import { importedGroups, settingLines } from './imported-groups.ts'
import { describeArrival, describeDuration, describeSlo, describeSource, planOf } from './describe-workload.ts'
import type { FactGroup } from '../report-model.ts'

type Line = FactGroup['lines'][number]

/** What was measured, with what, from where: the tables at the foot of a report. Unknown facts are left out. */
export function factGroups(
  header: RunHeader,
  { measurementError: error, imported }: Pick<RunDocument, 'measurementError' | 'imported'>,
): readonly FactGroup[] {
  return [
    { title: 'Target', lines: targetLines(header) },
    { title: 'Workload', lines: workloadLines(header) },
    ...importedGroups(imported),
    { title: 'Environment', lines: imported === undefined ? environmentLines(header) : knownEnvironment(header) },
    { title: 'Load generator', lines: [...clientLines(header), ...errorLines(error)] },
  ].filter((group) => group.lines.length > 0)
}

const line = (label: string, value: string | null): Line[] => (value === null ? [] : [{ label, value: clip(value) }])

export function targetLines({ target, hardware, fingerprints }: RunHeader): Line[] {
  return [
    ...line('Kind', target.kind === 'engine' ? 'bundled engine, started for this run' : 'endpoint'),
    ...line('URL', target.url === 'unknown' ? null : target.url),
    ...line('Model', target.model),
    ...line('Tokenizer', tokenizerText(target.tokenizer)),
    ...Object.entries(target.facts).flatMap(([label, value]) =>
      line(clip(label, 60), value === null ? null : String(value)),
    ),
    ...(hardware === null ? [] : line('Hardware', hardwareText(hardware))),
    ...line('Fingerprint', fingerprints.target),
  ]
}

/** Null for imported runs, of which it is not known. */
function tokenizerText({ name, fidelity }: RunHeader['target']['tokenizer']): string | null {
  return name === 'unknown' ? null : `${name} (${fidelity === 'target' ? "the target's own" : 'assumed'})`
}

function hardwareText({ accelerator, count, pricePerHour }: NonNullable<RunHeader['hardware']>): string {
  const name = accelerator === null ? 'not named' : `${formatCount(count)} × ${accelerator}`
  return pricePerHour === null ? name : `${name}, ${formatUsd(pricePerHour)} per hour`
}

export function workloadLines(header: RunHeader): Line[] {
  const plan = planOf(header.plan)
  return [
    ...line('File', header.workload.path),
    ...(header.workload.overrides.length === 0 ? [] : line('Overrides', header.workload.overrides.join(' '))),
    ...(plan === null ? settingLines(header.plan) : planLines(plan)),
    ...(plan?.notes ?? []).flatMap((note) => line('Note', note)),
    ...Object.entries(header.slo).flatMap(([name, slo]) =>
      line(name === 'default' ? 'Service levels' : `Service levels, ${clip(name, 60)}`, describeSlo(slo)),
    ),
    ...line('Fingerprint', `${header.fingerprints.workload} (data ${header.fingerprints.dataset})`),
  ]
}

function planLines(plan: RunPlan): Line[] {
  const { requests } = plan
  return [
    ...line('Arrivals', describeArrival(plan.arrival)),
    ...line('Lengths', describeSource(requests.source)),
    ...(requests.classes.length < 2
      ? []
      : line('Classes', requests.classes.map((c) => `${c.name} ${formatShare(c.share)}`).join(', '))),
    ...line('Duration', plan.durationNs === null ? null : describeDuration(plan.durationNs)),
    ...line('Requests at most', plan.requestCount === null ? null : formatCount(plan.requestCount)),
    ...line('Warm-up', plan.warmupNs === 0 ? 'none' : describeDuration(plan.warmupNs)),
    ...line('API', `${requests.api}, ${requests.stream ? 'streamed' : 'not streamed'}`),
    ...line(
      'Prompts',
      requests.uniquePrompts ? 'each starts differently: no prefix cache is hit by accident' : 'may share prefixes',
    ),
    ...line('Timeout', describeDuration(plan.timeoutNs)),
    ...line('Seed', String(plan.seed)),
  ]
}

export function environmentLines({ environment: e, fingerprints }: RunHeader): Line[] {
  const virtual = e.virtualized === null ? '' : e.virtualized ? ', virtual machine' : ', bare metal'
  return [
    ...line('CPU', `${e.cpuModel}, ${formatCount(e.cpuCores)} ${e.cpuCores === 1 ? 'core' : 'cores'}${virtual}`),
    ...line('Memory', formatBytes(e.memoryBytes)),
    ...line('System', e.os),
    ...line('Node.js', e.nodeVersion),
    ...line(
      'infbench',
      e.gitCommit === null ? e.infbenchVersion : `${e.infbenchVersion} (${e.gitCommit.slice(0, 12)})`,
    ),
    ...line('Fingerprint', fingerprints.environment),
  ]
}

/** Of an imported run: what its file tells of the machine. */
function knownEnvironment(header: RunHeader): Line[] {
  const { cpuCores, memoryBytes } = header.environment
  const missing = [cpuCores === 0 ? 'CPU' : '', memoryBytes === 0 ? 'Memory' : '']
  return environmentLines(header).filter(({ label, value }) => value !== 'unknown' && !missing.includes(label))
}

/** What the self-test before the run found: how far the figures of this report can be off by the harness itself. */
function errorLines(error: MeasurementError): Line[] {
  if (error === null) return []
  const size = (ms: number | null) => (ms === null ? 'unknown' : `±${formatMs(ms)}`)
  const verdict = error.passed ? 'certified' : 'bars missed'
  return line(
    'Measured with',
    `TTFT ${size(error.ttftMs)}, ITL ${size(error.itlMs)}, E2E ${size(error.e2eMs)} (p99 of the self-test, ${verdict} ${error.measuredAt.slice(0, 10)})`,
  )
}

/** By transport (clients/client.ts). */
const socketReaders: Readonly<Record<string, string>> = {
  native: 'a thread of the addon',
  node: 'Node’s event loop',
  undici: 'undici, for TLS',
}

function clientLines({ client, window }: RunHeader): Line[] {
  if (client === null) return []
  const { eventLoopDelayNs, readLagNs = null } = client
  return [
    ...line('Window', window.endAt === null ? null : describeDuration(window.endAt - window.startAt)),
    ...line('Event-loop delay', threePoints(eventLoopDelayNs)),
    ...line('Bytes read late by', readLagNs === null ? null : threePoints(readLagNs)),
    ...gcLine(client.gcPauses),
    ...line('CPU', `${formatShare(client.cpuShare)} of one core`),
    ...line('Most in flight', formatCount(client.maxInFlight)),
    ...line(
      'Held back',
      client.heldBack === undefined
        ? null
        : `${formatCount(client.heldBack.requests)} requests, at most ${formatMs(nsToMs(client.heldBack.longestNs))}`,
    ),
    ...line('Connections opened', formatCount(client.connectionsOpened)),
    ...workersLine(client.workers),
    ...line('Sockets read by', socketReaders[client.transport ?? ''] ?? client.transport ?? null),
  ]
}

const threePoints = ({ p50, p99, max }: { p50: number; p99: number; max: number }) =>
  `p50 ${formatMs(nsToMs(p50))}, p99 ${formatMs(nsToMs(p99))}, max ${formatMs(nsToMs(max))}`

function workersLine(workers: NonNullable<RunHeader['client']>['workers']): Line[] {
  if (workers === undefined) return []
  const sent = workers.map((worker) => formatCount(worker.sent)).join(' + ')
  const busy = Math.max(...workers.map(({ busyShare }) => busyShare))
  return line(
    'Workers',
    `${workers.length}, which sent ${sent} requests; the busiest was busy ${formatShare(busy)} of the time`,
  )
}

function gcLine(pauses: NonNullable<RunHeader['client']>['gcPauses']): Line[] {
  if (pauses === undefined) return []
  const { count, totalNs, maxNs } = pauses
  const sizes = `, ${formatMs(nsToMs(totalNs))} in all, at most ${formatMs(nsToMs(maxNs))}`
  return line('Garbage collection', `${formatCount(count)} pauses${count === 0 ? '' : sizes}`)
}
