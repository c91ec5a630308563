import { expect, test } from 'vitest'
import { faultsOf } from '../../../../../helpers/workload-case.ts'

test.each([
  [
    'a rate of zero',
    'arrival: {rate: 0}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got 0',
  ],
  [
    'a rate per fortnight',
    'arrival: {rate: 4/fortnight}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got "4/fortnight"',
  ],
  [
    'a rate that is no number',
    'arrival: {rate: .nan}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got NaN',
  ],
  [
    'an endless rate',
    'arrival: {rate: .inf}',
    '1:17 arrival.rate: expected a rate above zero such as 4/s or 90/min, got Infinity',
  ],
  [
    'a list instead of a mapping',
    'arrival: [poisson]',
    '1:10 arrival: expected a mapping such as {process: poisson, rate: 4/s}, got a list',
  ],
  [
    'a key of another process',
    'arrival: {process: poisson, cv: 2}',
    '1:33 arrival.cv: expected process gamma beside cv, got process poisson',
  ],
  [
    'no shape at all',
    'arrival: {shape: {}}',
    '1:18 arrival.shape: expected exactly one of ramp, steps, spike, bursts, sine or replay, got none',
  ],
  [
    'two shapes',
    'arrival: {shape: {ramp: {to: 9, over: 5s}, spike: {rate: 9, at: 0s, for: 1s}}}',
    '1:18 arrival.shape: expected exactly one of ramp, steps, spike, bursts, sine or replay, got ramp and spike',
  ],
  [
    'a shape of a closed loop',
    'arrival: {process: concurrency, shape: {ramp: {to: 9, over: 5s}}}',
    '1:40 arrival.shape: expected process constant, poisson or gamma beside shape, got process concurrency',
  ],
  [
    'a replay of nothing',
    'arrival: {shape: {replay: {speedup: 2}}}',
    '1:27 arrival.shape.replay: expected exactly one of file and trace, got none',
  ],
  [
    'a replay of two files',
    'arrival: {shape: {replay: {file: a.csv, trace: b.csv}}}',
    '1:27 arrival.shape.replay: expected exactly one of file and trace, got both',
  ],
  [
    'spans of a table of rates',
    'arrival: {shape: {replay: {file: a.csv, every: 5s}}}',
    '1:48 arrival.shape.replay.every: expected trace beside every, got file',
  ],
  [
    'a pause without a unit',
    'arrival: {process: concurrency, thinkTime: 2}',
    '1:44 arrival.thinkTime: expected a duration such as 2s, or one of exponential, lognormal, uniform, quantiles or trace such as {lognormal: {median: 2s, sigma: 1}}, got 2',
  ],
  [
    'a pause of two kinds',
    'arrival: {process: concurrency, thinkTime: {uniform: [1s, 2s], exponential: {mean: 1s}}}',
    '1:44 arrival.thinkTime: expected a duration such as 2s, or one of exponential, lognormal, uniform, quantiles or trace such as {lognormal: {median: 2s, sigma: 1}}, got a mapping',
  ],
  [
    'pauses that go back',
    'arrival: {process: concurrency, thinkTime: {quantiles: {min: 1s, p50: 9s, max: 5s}}}',
    '1:56 arrival.thinkTime.quantiles: expected percentiles such as {min: 1s, p50: 4s, p90: 30s, max: 5m}, rising from min to max, got a mapping',
  ],
  [
    'a uniform pause the wrong way round',
    'arrival: {process: concurrency, thinkTime: {uniform: [5s, 1s]}}',
    '1:54 arrival.thinkTime.uniform: expected a pair of durations such as [1s, 5s], the shorter first, got a list',
  ],
  [
    'bursts that never end',
    'arrival: {shape: {bursts: {rate: 9, for: 10s, every: 10s}}}',
    '1:42 arrival.shape.bursts.for: expected bursts shorter than 10s, from one to the next, got 10s',
  ],
  [
    'a sine below zero',
    'arrival: {rate: 4/s, shape: {sine: {amplitude: 5/s, period: 1m}}}',
    '1:48 arrival.shape.sine.amplitude: expected an amplitude of at most the rate of 4/s, got 5/s',
  ],
  [
    'a rate beside steps',
    'arrival: {rate: 4/s, shape: {steps: [{rate: 1, for: 1s}]}}',
    '1:17 arrival.rate: expected no rate beside shape.steps, which have their own, got 4/s',
  ],
  [
    'no step',
    'arrival: {shape: {steps: []}}',
    '1:26 arrival.shape.steps: expected at least one step such as {rate: 4/s, for: 30s}, got an empty list',
  ],
  [
    'no request under way',
    'arrival: {maxInFlight: 0}',
    '1:24 arrival.maxInFlight: expected a whole number of requests of at least 1, got 0',
  ],
  [
    'a rate in a closed loop',
    'arrival: {process: concurrency, rate: 2}',
    '1:39 arrival.rate: expected process constant, poisson or gamma beside rate, got process concurrency',
  ],
  [
    'trace times without a trace',
    'arrival: {process: trace}',
    '1:20 arrival.process: expected requests.source.trace beside process trace, got distribution azure-conv-2023, which has no times',
  ],
  [
    'a slip of the unit',
    'arrival: {rate: 1000000/s}\nduration: 1h',
    '1:17 arrival.rate: expected a run of at most 5000000 requests, got 3600000000',
  ],
])('%s is refused as an arrival', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([`chat.yaml:${fault}`])
})
