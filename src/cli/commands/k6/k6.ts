import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { parseLimit } from '../../../gate/policy/limit-expression.ts'
import { operatorManifests } from '../../../load/drivers/k6/operator/operator-manifests.ts'
import { k6Script } from '../../../load/drivers/k6/script/k6-script.ts'
import type { K6Test } from '../../../load/drivers/k6/script/k6-test.ts'
import { readK6Thresholds } from '../../../load/drivers/k6/thresholds/read-k6-thresholds.ts'
import { fromK6Threshold } from '../../../load/drivers/k6/thresholds/k6-threshold.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { openLiveDisplay } from '../../output/progress/live-display.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { packageVersion } from '../../package-version.ts'
import { exportK6Test } from '../../pipeline/k6/export-k6-test.ts'
import { loadWorkload, overridesOf } from '../../pipeline/load-workload.ts'
import { writeWholeFile } from '../../pipeline/reports/write-file.ts'
import { shellWord } from '../../pipeline/rerun-command.ts'

interface K6Args {
  readonly action: string
  readonly file: string
  readonly set: readonly string[] | undefined
  readonly 'skip-bad-rows': boolean
  readonly name: string | undefined
  readonly limit: readonly string[] | undefined
  readonly operator: boolean
  readonly parallelism: number
  readonly image: string
  readonly namespace: string | undefined
  readonly out: string
}

/** What infbench and k6 say to each other: a workload as a script (or as manifests of the operator), thresholds as limits. */
export async function k6(args: K6Args, io: Io): Promise<ExitCode> {
  if (args.action === 'limits') {
    io.stdout.write(limitLines(await readText(args.file), args.file))
    return 0
  }
  const test = await exportTest(args, io)
  const text = args.operator ? manifests(test, args) : k6Script(test)
  if (args.out === '-') {
    io.stdout.write(text)
    return 0
  }
  const path = resolve(io.cwd, args.out)
  await writeWholeFile(path, text)
  const shown = shellWord(shownPath(path, io.cwd))
  const next = args.operator ? `kubectl apply -f ${shown}` : `k6 run --out json=part.json ${shown}`
  io.stdout.write(`wrote ${shown}: ${test.requests.length} requests, ${test.vus} VUs\n\nnext: ${next}\n`)
  return 0
}

async function exportTest(args: K6Args, io: Io): Promise<K6Test> {
  const workload = await loadWorkload(args.file, [...overridesOf(args), 'driver=k6'])
  const display = await openLiveDisplay(io, !io.stderr.isTerminal)
  try {
    return await exportK6Test({
      ...{ workload, name: args.name, limits: args.limit ?? [], io, observer: display, version: packageVersion() },
      command: `infbench k6 export ${shellWord(args.file)}`,
    })
  } finally {
    display.close()
  }
}

function manifests(test: K6Test, { parallelism, image, namespace }: K6Args): string {
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > test.requests.length)
    throw new InfbenchError('usage', {
      message: `--parallelism: expected 1 to ${test.requests.length}, the number of requests, got ${parallelism}`,
    })
  // A pod without a VU has no share.
  const script = k6Script({ ...test, vus: Math.max(test.vus, parallelism) })
  return operatorManifests(script, {
    ...{ name: test.name, namespace: namespace ?? null, parallelism, image },
    apiKeyEnv: test.apiKeyEnv,
  })
}

/** The thresholds of a file as a policy has them; those that say something else are named in comments. */
function limitLines(text: string, file: string): string {
  const thresholds = readK6Thresholds(text)
  if (thresholds.length === 0)
    throw new InfbenchError('import.malformed', {
      message: `${file}: expected thresholds of k6 in its options, its JSON output or its summary, got none`,
    })
  const lines = thresholds.map((threshold) => {
    const limit = fromK6Threshold(threshold)
    return limit === null || 'fault' in parseLimit(limit)
      ? `  # no figure of a run: ${threshold.metric}: ${threshold.expression}`
      : `  - ${limit}`
  })
  return `limits:\n${lines.join('\n')}\n`
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new InfbenchError('import.malformed', { message: `${file}: cannot be read (${cause.code ?? cause.message})` })
  })
}
