/** A verdict as annotations of a pipeline, and those as GitHub's workflow commands. */
import { visibleText } from '../../core/text/visible-text.ts'
import type { GateDocument, GateVerdict } from '../gate-document.ts'
import { gateSentence } from './gate-words.ts'

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  /** From the root of the repository; null: of no file. */
  readonly file: string | null
}

/**
 * What a verdict has to say beside the code, the gravest first: GitHub shows ten of a level. `file` is the policy, from the root of the
 * repository. What does not fail the gate is no error: an inconclusive metric that the policy lets pass is a warning.
 */
export function gateAnnotations(gate: GateDocument, file: string | null): readonly Annotation[] {
  const fails = gate.exitCode !== 0
  const found = [
    ...gate.faults.map(({ code, message, hint }) => ({
      ...{ verdict: 'incomparable' as const, title: code, message: hint === null ? message : `${message}\n${hint}` },
    })),
    ...gate.metrics.map(({ verdict, label, why }) => ({ verdict, title: label, message: why })),
    ...gate.limits.map(({ verdict, expression, why }) => ({ verdict, title: expression, message: why })),
  ].filter(({ verdict }) => verdict !== 'pass')
  if (found.length === 0) {
    const level = gate.verdict === 'pass' ? 'notice' : levelOf(gate.verdict, fails)
    return [{ level, title: `infbench gate: ${gate.name}`, message: gateSentence(gate), file }]
  }
  return found
    .map(({ verdict, title, message }) => ({
      ...{ level: levelOf(verdict, fails), title: `infbench gate: ${title}`, message, file },
    }))
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
}

const levels = ['error', 'warning', 'notice'] as const

const levelOf = (verdict: GateVerdict, fails: boolean): Annotation['level'] =>
  verdict === 'regression' || (fails && (verdict === 'inconclusive' || verdict === 'incomparable')) ? 'error' : 'warning'

/**
 * One line of GitHub's workflow commands: `::error file=..,title=..::message`. Per cent, CR and LF are escaped everywhere, colon and comma in properties
 * too, so that no text can end the command or begin another.
 */
export function workflowCommand({ level, title, message, file }: Annotation): string {
  const properties = [
    ...(file === null ? [] : [`file=${escapeProperty(file)}`]),
    `title=${escapeProperty(title)}`,
  ]
  return `::${level} ${properties.join(',')}::${escapeData(message)}`
}

const escapeData = (text: string) =>
  visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
