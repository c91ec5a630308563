import { InfbenchError } from '../../core/errors.ts'
import type { GateDocument } from '../gate-document.ts'

const schemaName: GateDocument['schema'] = 'infbench.gate/1'
const needed = [
  'verdict',
  'exitCode',
  'reasons',
  'metrics',
  'limits',
  'faults',
  'pairs',
  'baseline',
  'candidate',
] as const

/**
 * The document that `infbench gate --json` printed, out of its text. Its schema's name vouches for what is in it; the schema itself, which
 * would make the bundle of the GitHub Action ten times as large, is not read here. `where` names the text in errors. Throws InfbenchError('gate.malformed').
 */
export function readGateDocument(text: string, where: string): GateDocument {
  const value = parsed(text, where)
  if (typeof value !== 'object' || value === null || (value as { schema?: unknown }).schema !== schemaName) {
    const got = (value as { schema?: unknown } | null)?.schema
    throw malformed(
      where,
      `a document of ${schemaName}, got ${got === undefined ? 'something else' : JSON.stringify(got)}`,
    )
  }
  const missing = needed.find((key) => !(key in value))
  if (missing !== undefined) throw malformed(where, `a document of ${schemaName} with ${missing}, got one without`)
  return value as GateDocument
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const got = text.trim() === '' ? 'nothing' : 'no JSON'
    throw malformed(where, `a document of ${schemaName}, got ${got}`, cause)
  }
}

const malformed = (where: string, expected: string, cause?: unknown) =>
  new InfbenchError('gate.malformed', {
    message: `${where}: expected ${expected}`,
    hint: 'infbench gate POLICY --json > gate.json writes one',
    cause,
  })
