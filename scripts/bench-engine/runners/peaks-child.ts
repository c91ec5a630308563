/** The machine's peaks behind any question: `peaks-child.ts THREADS`. Answers per second, all threads together. Keeps its memory for what is measured next. */
import { createInterface } from 'node:readline'
import { loadNativeBackend, measureNativePeaks } from '../../../engine/backends/native.ts'

const threads = Number(process.argv[2])
const isa = loadNativeBackend().isas[0] ?? 'scalar'
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

say({})
for await (const _ of createInterface({ input: process.stdin }))
  say(measureNativePeaks(threads, isa, { keepMemory: true }))
