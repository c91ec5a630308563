import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { packageVersion } from '../../package-version.ts'
import { ciFiles, type Pipeline, pipelines } from '../../pipeline/ci/ci-files.ts'
import { createNewFile, writeWholeFile } from '../../pipeline/reports/write-file.ts'
import { type CiArgs, ciUsage } from './ci-args.ts'

/** Writes workflow, policy and workload; what is there already is kept and said, unless it is to be written anew. */
export async function initCi(args: CiArgs, io: Pick<Io, 'cwd' | 'stdout'>): Promise<ExitCode> {
  const asked = pipelines.filter((pipeline) => args[pipeline] === true)
  const wanted = asked.length > 0 ? asked : [likely(io.cwd)]
  const files = ciFiles(wanted, packageVersion())
  const written: string[] = []
  const kept: string[] = []
  for (const { path, text } of files) {
    const place = resolve(io.cwd, path)
    if (args.force === true) await writeWholeFile(place, text)
    const outcome = args.force === true ? 'created' : await createNewFile(place, text)
    ;(outcome === 'created' ? written : kept).push(path)
  }
  if (written.length === 0)
    throw ciUsage(`${kept.join(', ')}: there are such files already`, 'infbench ci init --force writes them anew')
  io.stdout.write(told(written, kept, wanted))
  return 0
}

/** By the files of a pipeline that are there; GitHub where there are none. */
function likely(cwd: string): Pipeline {
  const has = (path: string) => existsSync(resolve(cwd, path))
  if (has('.github')) return 'github'
  if (has('.gitlab-ci.yml')) return 'gitlab'
  return has('Jenkinsfile') ? 'jenkins' : 'github'
}

const further: Readonly<Record<Pipeline, string>> = {
  github: 'commit them; pull requests are gated from then on',
  gitlab: 'include it in .gitlab-ci.yml: include: {local: .gitlab/infbench-gate.yml}',
  jenkins: 'make a pipeline of infbench-gate.Jenkinsfile',
}

function told(written: readonly string[], kept: readonly string[], wanted: readonly Pipeline[]): string {
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...kept.map((path) => `kept ${path} as it is; --force writes it anew`),
    '',
    'next: edit bench/gate.yaml and bench/chat.yaml, try them with infbench gate bench/gate.yaml',
    ...wanted.map((pipeline) => `      ${further[pipeline]}`),
  ]
  return `${lines.join('\n')}\n`
}
