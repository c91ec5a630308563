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
 * repository; `fails` whether the pipeline does: where it goes on, and for what the policy lets pass, there are warnings and no errors.
 */
export function gateAnnotations(
  gate: GateDocument,
  { file, fails }: { readonly file: string | null; readonly fails: boolean },
): readonly Annotation[] {
  const found = [
    ...gate.faults.map(({ code, message, hint }) => ({
      ...{ verdict: 'incomparable' as const, title: code, message: hint === null ? message : `${message}\n${hint}` },
    })),
    ...gate.metrics.map(({ verdict, label, why }) => ({ verdict, title: label, message: `${label}: ${why}` })),
    ...gate.limits.map(({ verdict, expression, why }) => ({
      ...{ verdict, title: expression, message: `${expression}: ${why}` },
    })),
  ].filter(({ verdict }) => verdict !== 'pass')
  if (found.length === 0) {
    const level = gate.verdict === 'pass' ? 'notice' : levelOf(gate.verdict, gate, fails)
    return [{ level, title: `infbench gate: ${gate.name}`, message: gateSentence(gate), file }]
  }
  return found
    .map(({ verdict, title, message }) => ({
      ...{ level: levelOf(verdict, gate, fails), title: `infbench gate: ${title}`, message, file },
    }))
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
}

const levels = ['error', 'warning', 'notice'] as const

function levelOf(verdict: GateVerdict, gate: GateDocument, fails: boolean): Annotation['level'] {
  const failing: Readonly<Record<GateVerdict, boolean>> = {
    ...{ pass: false, regression: true, incomparable: true },
    inconclusive: gate.onInconclusive === 'fail',
    warn: gate.verdict === 'warn',
  }
  return fails && failing[verdict] ? 'error' : 'warning'
}

/**
 * One line of GitHub's workflow commands: `::error file=..,title=..::message`. Per cent, CR and LF are escaped everywhere, colon and comma in properties
 * too, so that no text can end the command or begin another.
 */
export function workflowCommand({ level, title, message, file }: Annotation): string {
  const properties = [...(file === null ? [] : [`file=${escapeProperty(file)}`]), `title=${escapeProperty(title)}`]
  return `::${level} ${properties.join(',')}::${escapeData(message)}`
}

const escapeData = (text: string) =>
  visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
