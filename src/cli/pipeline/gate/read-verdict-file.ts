import { InfbenchError } from '../../../core/errors.ts'
import { type GateDocument, gateDocumentSchema } from '../../../gate/gate-document.ts'
import { readGateFile } from './read-policy-file.ts'

/** A verdict that `infbench gate --json` printed. Throws policy.unreadable, gate.malformed. */
export async function readVerdictFile(path: string): Promise<GateDocument> {
  const parsed = gateDocumentSchema.safeParse(jsonOf(await readGateFile(path, 'a verdict'), path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const at = issue === undefined || issue.path.length === 0 ? '' : ` ${issue.path.join('.')}`
  throw malformed(`${path}${at}: ${issue?.message ?? 'not a verdict'}`)
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed(`${path}: expected JSON, got ${(cause as Error).message}`)
  }
}

const malformed = (message: string) =>
  new InfbenchError('gate.malformed', { message, hint: 'infbench gate POLICY --json > verdict.json writes one' })
