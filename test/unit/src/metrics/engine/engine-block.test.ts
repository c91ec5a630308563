import { expect, test } from 'vitest'
import { engineBlock } from '../../../../../src/metrics/engine/engine-block.ts'
import { runDocumentSchema } from '../../../../../src/metrics/run-document.ts'
import { summarize } from '../../../../../src/metrics/summarize.ts'
import { sampleWork } from '../../../../helpers/engine-work.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

test('MFU is model FLOP/s over the peak of the type that most FLOP run on, phase by phase', () => {
  // prefill: 0.6 TFLOP in 1 s of 0.8 TFLOP/s (int8); decode: 0.2 TFLOP in 2 s
  expect(engineBlock(sampleWork).mfu).toEqual({ prefill: 0.75, decode: 0.125 })
})

test('MBU is what had to move per second over the read bandwidth, phase by phase', () => {
  // prefill: 5 GB in 1 s of 40 GB/s; decode: 60 GB in 2 s
  expect(engineBlock(sampleWork).mbu).toEqual({ prefill: 0.125, decode: 0.75 })
})

test('phases say what they did, which peak MFU is of, and what the kernels leave of the time', () => {
  const { prefill, decode } = engineBlock(sampleWork).kernels!.phases
  expect(prefill).toEqual({
    ...{ steps: 10, tokens: 1280, stepMs: 1000, overheadMs: 28, modelFlop: 6e11, movedBytes: 5e9, peak: 'int8' },
  })
  expect(decode.overheadMs).toBe(59)
})

test('kernels come by phase, the longest first, each with the roof that binds it', () => {
  const { totals } = engineBlock(sampleWork).kernels!
  expect(totals.map(({ phase, name }) => `${phase} ${name}`)).toEqual([
    ...['ffn.gate-up', 'attention.qkv', 'attention.attention', 'ffn.norm', 'embed'].map((name) => `prefill ${name}`),
    ...['ffn.gate-up', 'attention.qkv', 'attention.attention', 'ffn.norm', 'embed'].map((name) => `decode ${name}`),
  ])
  // 0.36 TFLOP at 0.8 TFLOP/s is 450 ms, 3 GB at 40 GB/s 75 ms
  expect(totals[0]).toMatchObject({ ms: 500, share: 0.5, flopPerS: 7.2e11, bytesPerS: 6e9 })
  expect(totals[0]).toMatchObject({ boundBy: 'compute', roofShare: 0.9, gapMs: 50 })
  // 36 GB at 40 GB/s is 900 ms
  expect(totals[5]).toMatchObject({ ms: 1000, share: 0.5, boundBy: 'memory', roofShare: 0.9, gapMs: 100 })
})

test('without measured peaks there is time, but no share of anything', () => {
  const { mfu, mbu, kernels } = engineBlock({ ...sampleWork, peaks: null })
  expect([mfu, mbu, kernels?.peaks, kernels?.phases.prefill.peak]).toEqual([null, null, null, null])
  expect(kernels?.totals[0]).toMatchObject({ ms: 500, flopPerS: 7.2e11, boundBy: null, roofShare: null, gapMs: null })
})

test('a phase that never ran has no MFU and no MBU', () => {
  const idle = { steps: 0, tokens: 0, stepNs: 0, modelFlops: 0, movedBytes: 0, kernels: [] }
  const { mfu, mbu } = engineBlock({ ...sampleWork, phases: { ...sampleWork.phases, prefill: idle } })
  expect([mfu?.prefill, mbu?.prefill]).toEqual([null, null])
})

test('an engine that times no kernel still has MFU and MBU, and its overhead is unknown', () => {
  const { prefill } = sampleWork.phases
  const untimed = { ...prefill, kernels: prefill.kernels.map((kernel) => ({ ...kernel, calls: 0, ns: 0 })) }
  const { mfu, kernels } = engineBlock({ ...sampleWork, phases: { prefill: untimed, decode: untimed } })
  expect([mfu?.prefill, kernels?.phases.prefill.overheadMs, kernels?.totals]).toEqual([0.75, null, []])
})

test('the document of an engine fits its schema, and an endpoint has nothing of the kind', () => {
  const { header, records } = sampleRun({ requests: 20 })
  expect(runDocumentSchema.parse(summarize(header, records, sampleWork)).mfu?.prefill).toBe(0.75)
  expect(summarize(header, records)).toMatchObject({ mfu: null, mbu: null, kernels: null })
})
