import { expect, test } from 'vitest'
import type { KernelReport } from '../../../../engine/telemetry/kernel-report.ts'
import { parseEngineWork, workBetween } from '../../../../src/targets/kernel-report.ts'
import { kernelWork, sampleWork } from '../../../helpers/engine-work.ts'
import { somePeaks } from '../../../helpers/peaks.ts'

// The engine's own type: the two sides never import each other, so this test holds them together.
const report: KernelReport = {
  schema: 'infbench.kernels/1',
  model: 'm',
  isa: 'avx512bf16',
  threads: 2,
  peaks: somePeaks,
  phases: sampleWork.phases,
}

test("the engine's report is read as it was written, with the peaks of the threads it uses", () => {
  const { f32FlopPerS, bf16FlopPerS, int8FlopPerS, readBytesPerS } = somePeaks.allCores
  expect(parseEngineWork(JSON.parse(JSON.stringify(report)))).toEqual({
    isa: 'avx512bf16',
    threads: 2,
    peaks: { measuredAt: somePeaks.measuredAt, othersShare: 0, f32FlopPerS, bf16FlopPerS, int8FlopPerS, readBytesPerS },
    phases: sampleWork.phases,
  })
  expect(parseEngineWork({ ...report, peaks: null })?.peaks).toBeNull()
})

test.each([
  ['HTML', '<html>'],
  ['nothing', null],
  ['another contract', { ...report, schema: 'infbench.kernels/2' }],
  ['a kernel of an unknown type', { ...report, phases: { ...report.phases, decode: withKernel({ type: 'fp4' }) } }],
  ['a time below 0', { ...report, phases: { ...report.phases, decode: withKernel({ ns: -1 }) } }],
])('%s is no report', (_what, body) => {
  expect(parseEngineWork(body)).toBeNull()
})

function withKernel(fields: object) {
  return { ...sampleWork.phases.decode, kernels: [{ ...kernelWork('a', 1), ...fields }] }
}

test('the work between two readings is their difference, kernel by kernel', () => {
  const phase = (scale: number, kernels: readonly ReturnType<typeof kernelWork>[]) => {
    const sizes = { steps: scale, tokens: 2 * scale, stepNs: 3 * scale, modelFlops: 4 * scale, movedBytes: 5 * scale }
    return { ...sizes, kernels }
  }
  const a = (n: number) => kernelWork('a', n, { calls: n, flops: n, bytes: n })
  const before = { ...sampleWork, phases: { prefill: phase(1, [a(1)]), decode: phase(0, []) } }
  const after = { ...sampleWork, phases: { prefill: phase(10, [a(5), kernelWork('b', 2)]), decode: phase(3, [a(2)]) } }
  expect(workBetween(before, after).phases).toEqual({
    prefill: phase(9, [a(4), kernelWork('b', 2)]),
    decode: phase(3, [a(2)]),
  })
})
