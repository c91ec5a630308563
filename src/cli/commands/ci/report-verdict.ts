import { resolve } from 'node:path'
import type { Io } from '../../../core/io.ts'
import { gateAnnotations, workflowCommand } from '../../../gate/emitters/gate-annotations.ts'
import { gateComment } from '../../../gate/emitters/gate-comment.ts'
import { gateJunit } from '../../../gate/emitters/gate-junit.ts'
import { gateMarkdown } from '../../../gate/emitters/gate-markdown.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { readVerdictFile } from '../../pipeline/gate/read-verdict-file.ts'
import { writeWholeFile } from '../../pipeline/reports/write-file.ts'
import type { VerdictFormat } from '../../syntax/ci/ci.ts'
import { type CiArgs, ciUsage } from './ci-args.ts'

/** Writes a verdict that was reached before in the form that a pipeline shows; 0 whatever the verdict says. */
export async function reportVerdict({ words = [], format, out = '-' }: CiArgs, io: Io): Promise<ExitCode> {
  const [file, ...more] = words
  if (file === undefined || more.length > 0)
    throw ciUsage(`ci report: expected one file that infbench gate --json printed, got ${words.length}`)
  const gate = await readVerdictFile(resolve(io.cwd, file))
  const text = written[format ?? 'markdown'](gate)
  if (out === '-') io.stdout.write(text)
  else {
    const path = resolve(io.cwd, out)
    await writeWholeFile(path, text)
    io.stdout.write(`wrote ${shownPath(path, io.cwd)}\n`)
  }
  return 0
}

const written: Readonly<Record<VerdictFormat, (gate: GateDocument) => string>> = {
  markdown: gateMarkdown,
  comment: (gate) => gateComment(gate, null),
  junit: gateJunit,
  annotations: (gate) =>
    gateAnnotations(gate, { file: gate.policy, fails: gate.exitCode !== 0 })
      .map((annotation) => `${workflowCommand(annotation)}\n`)
      .join(''),
}
