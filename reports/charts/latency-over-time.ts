import type { ReportModel } from '../../src/report/report-model.ts'
import { trackChart } from './over-time.ts'

/** Is the first token steady, or does a queue build up. */
export const ttftChart = (model: ReportModel) =>
  trackChart(model, 'ttft', {
    id: 'ttft-over-time',
    title: 'Time to first token over the run',
    dot: 'request',
    of: 'request',
    each: ', by the time each fell due',
    empty: 'No request brought a first token that could be timed.',
  })

/** Does decoding keep its pace while others are admitted. */
export const itlChart = (model: ReportModel) =>
  trackChart(model, 'itl', {
    id: 'itl-over-time',
    title: 'Time between tokens over the run',
    dot: 'longest gap of a request',
    of: 'gap',
    each: ' between tokens, by the time each ended',
    empty: 'No answer arrived in more than one piece, so there are no gaps between tokens.',
  })

/** The same of some requests, whose gaps but the longest the page does not hold. */
export const longestGapChart = (model: ReportModel) =>
  trackChart(model, 'itl', {
    id: 'itl-over-time',
    title: 'Time between tokens over the run',
    dot: 'longest gap of a request',
    of: 'request',
    each: ', the longest gap of each, by the time it fell due',
    empty: 'No answer arrived in more than one piece, so there are no gaps between tokens.',
  })

/** How long a caller waits for the whole answer. */
export const e2eChart = (model: ReportModel) =>
  trackChart(model, 'e2e', {
    id: 'e2e-over-time',
    title: 'End-to-end latency over the run',
    dot: 'request',
    of: 'completed request',
    each: ', by the time each fell due',
    empty: 'No request completed.',
  })

/** Whether the load generator itself was late. */
export const sendLagChart = (model: ReportModel) =>
  trackChart(model, 'sendLag', {
    id: 'send-lag',
    title: 'Send lag: how late this tool sent each request',
    dot: 'request',
    of: 'request',
    each: '',
    empty: 'No request was sent.',
  })
