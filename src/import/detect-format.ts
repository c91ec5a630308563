/** Which format a file has. No two may claim it: a guess that is sometimes wrong would translate figures wrongly in silence. */
import { InfbenchError } from '../core/errors.ts'
import { autocannonResult } from './formats/http/autocannon.ts'
import { k6Points } from './formats/http/k6-points.ts'
import { k6Summary } from './formats/http/k6-summary.ts'
import { oha } from './formats/http/oha.ts'
import { wrk2 } from './formats/http/wrk2.ts'
import { llamaBatchedBench } from './formats/llama/llama-batched-bench.ts'
import { llamaBench } from './formats/llama/llama-bench.ts'
import { mlperfDetail } from './formats/mlperf/mlperf-detail.ts'
import { mlperfSummary } from './formats/mlperf/mlperf-summary.ts'
import { cpuSweep } from './formats/replays/cpu-sweep.ts'
import { burstgptReplay } from './formats/replays/burstgpt-replay.ts'
import { llmservingsim } from './formats/replays/llmservingsim.ts'
import { inferencePerf } from './formats/inference-perf/inference-perf.ts'
import { aiperf } from './formats/aiperf/aiperf.ts'
import { guidellm } from './formats/guidellm/guidellm.ts'
import { inferencex } from './formats/serving/inferencex.ts'
import { llmperf } from './formats/serving/llmperf.ts'
import { sglangBenchServing } from './formats/serving/sglang-bench-serving.ts'
import { vllmBenchServe } from './formats/serving/vllm-bench-serve.ts'
import type { ImportFile, ImportFormat } from './imported-run.ts'
import { importFault } from './reading/import-fault.ts'

/** Every format, in the order messages list them. */
export const importFormats: readonly ImportFormat[] = [
  vllmBenchServe,
  inferencex,
  sglangBenchServing,
  guidellm,
  aiperf,
  inferencePerf,
  llmperf,
  llamaBench,
  llamaBatchedBench,
  k6Points,
  k6Summary,
  autocannonResult,
  oha,
  wrk2,
  mlperfSummary,
  mlperfDetail,
  llmservingsim,
  burstgptReplay,
  cpuSweep,
]

/** The format of a file, or the one named. Throws import.unknown, or import.malformed for a file that is empty or broken. */
export function detectFormat(file: ImportFile, name?: string): ImportFormat {
  if (file.text.trim() === '') throw importFault(file, { message: 'expected results, got an empty file' })
  const { content } = file
  if (content.kind === 'broken') {
    const hint = content.fault.startsWith('ends')
      ? 'the tool was stopped while it wrote, or the copy is cut: copy it again'
      : undefined
    throw importFault(file, { line: content.line, message: content.fault, hint })
  }
  return name === undefined ? detect(file) : named(file, name)
}

function detect(file: ImportFile): ImportFormat {
  const [format, other] = importFormats.filter((candidate) => candidate.matches(file))
  if (format === undefined) throw unknownFormat(file)
  if (other === undefined) return format
  throw new InfbenchError('import.unknown', {
    message: `${file.path}: may be of ${format.title} or of ${other.title}`,
    hint: `infbench import ${file.path} --format ${format.name}, or --format ${other.name}`,
  })
}

function named(file: ImportFile, name: string): ImportFormat {
  const format = importFormats.find((candidate) => candidate.name === name)
  if (format === undefined) {
    const names = importFormats.map((candidate) => candidate.name)
    throw new InfbenchError('usage', {
      message: `import: --format: expected one of ${names.join(', ')}, got ${JSON.stringify(name)}`,
    })
  }
  if (format.matches(file)) return format
  throw importFault(file, { message: `expected ${format.mark}, as --format ${name} says, got ${describeFile(file)}` })
}

function unknownFormat(file: ImportFile): InfbenchError {
  const known = importFormats.map(({ name, mark }) => `  ${name}: ${mark}`)
  return new InfbenchError('import.unknown', {
    message: `${file.path}: expected results of a known tool, got ${describeFile(file)}; looked for\n${known.join('\n')}`,
  })
}

/** What a file is at a glance: `JSON with keys a, b, c ...`. */
export function describeFile({ content, text }: ImportFile): string {
  if (content.kind === 'lines') return `JSON lines ${keysOf(content.rows[0]?.value)}`
  if (content.kind === 'json') return `JSON ${keysOf(content.value)}`
  if (text.includes('\0') || text.includes('\uFFFD')) return 'data that is no text'
  return `text that starts with ${JSON.stringify(text.trimStart().split('\n')[0]?.slice(0, 60))}`
}

function keysOf(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? '(an empty array)' : `(an array of ${value.length}, the first ${keysOf(value[0])})`
  if (typeof value !== 'object' || value === null) return `(a ${value === null ? 'null' : typeof value})`
  const keys = Object.keys(value)
  if (keys.length === 0) return 'without any key'
  return `with keys ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ' ...' : ''}`
}
