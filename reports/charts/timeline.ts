import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { complete, seriesColour, timeX, tip, warmupLayers } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'timeline'
const title = 'Request timeline: waiting to be sent, queue and prefill, decode'
const phases = {
  'waiting to be sent': colour('vermillion'),
  'queue and prefill': colour('amber'),
  decode: colour('blue'),
  failed: colour('purple'),
}

/** One bar per request, in order of sending. */
export function timelineChart(model: ReportModel): Chart | OmittedChart {
  const { rows, thinning } = model.charts.timeline
  if (rows.length === 0) return { id, title, omitted: 'No request was sent.' }
  return {
    id,
    title,
    description:
      'One bar per request from the moment it fell due to its end, the first at the top. Orange: not sent yet; amber: sent, no token yet (queue and prefill); blue: tokens arriving (decode). A cross marks a failed request. Bars that grow longer downwards mean that a queue builds up.',
    thinning,
    columns: [
      { field: 'request', label: 'Request', unit: null },
      { field: 'scheduledS', label: 'Due', unit: 's' },
      { field: 'sentS', label: 'Sent', unit: 's' },
      { field: 'firstTokenS', label: 'First token', unit: 's' },
      { field: 'doneS', label: 'Done', unit: 's' },
      { field: 'outcome', label: 'Outcome', unit: null },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: complete({
      height: Math.max(48, Math.min(420, rows.length * 11)),
      transform: [
        { calculate: 'datum.request + 0.82', as: 'below' },
        { calculate: 'datum.request + 0.41', as: 'middle' },
        { calculate: "datum.outcome === 'ok' ? '' : datum.outcome", as: 'failure' },
        { calculate: 'datum.sentS === null ? datum.doneS : datum.sentS', as: 'waitEndS' },
        { calculate: 'datum.firstTokenS === null ? datum.doneS : datum.firstTokenS', as: 'queueEndS' },
      ],
      layer: layers(model),
    }),
  }
}

function layers(model: ReportModel): readonly SpecBody[] {
  const { time } = model.charts.timeline
  const y = {
    field: 'request',
    type: 'quantitative',
    title: 'request',
    scale: { reverse: true, nice: false, zero: false },
    axis: { grid: false, format: ',d', tickMinStep: 1 },
  }
  const tooltip = [
    tip('request', 'request', 'd'),
    tip('scheduledS', 'due (s)', ',.3f'),
    tip('sentS', 'sent (s)', ',.3f'),
    tip('firstTokenS', 'first token (s)', ',.3f'),
    tip('doneS', 'done (s)', ',.3f'),
    { field: 'outcome', title: 'outcome' },
  ]
  const color = (phase: string) => ({ datum: phase, ...seriesColour(phases) })
  const bar = (phase: string, from: string, to: string, when: string) => ({
    transform: [{ filter: when }],
    mark: { type: 'rect', opacity: 1 },
    encoding: { x: timeX(from, time), x2: { field: to }, y, y2: { field: 'below' }, color: color(phase), tooltip },
  })
  const cross = {
    transform: [{ filter: "datum.failure !== ''" }],
    mark: {
      type: 'point',
      shape: 'M-.5,-.5L.5,.5M.5,-.5L-.5,.5',
      filled: false,
      size: 110,
      strokeWidth: 1.75,
      opacity: 1,
    },
    encoding: { x: timeX('doneS', time), y: { ...y, field: 'middle' }, color: color('failed'), tooltip },
  }
  return [
    ...warmupLayers(time, 'bottom'),
    bar('waiting to be sent', 'scheduledS', 'waitEndS', 'datum.waitEndS > datum.scheduledS'),
    bar('queue and prefill', 'sentS', 'queueEndS', 'datum.sentS !== null'),
    bar('decode', 'firstTokenS', 'doneS', 'datum.firstTokenS !== null'),
    cross,
  ]
}
