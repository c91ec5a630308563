import { expect, test } from 'vitest'
import { faultsOf } from '../../../../helpers/workload-case.ts'

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
    '1:18 arrival.shape: expected exactly one of ramp, steps, spike, bursts or sine, got none',
  ],
  [
    'two shapes',
    'arrival: {shape: {ramp: {to: 9, over: 5s}, spike: {rate: 9, at: 0s, for: 1s}}}',
    '1:18 arrival.shape: expected exactly one of ramp, steps, spike, bursts or sine, got ramp and spike',
  ],
  [
    'a shape of a closed loop',
    'arrival: {process: concurrency, shape: {ramp: {to: 9, over: 5s}}}',
    '1:40 arrival.shape: expected process constant, poisson or gamma beside shape, got process concurrency',
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
