import { z } from 'zod'
import type { ImportedFacts } from '../../core/imported/imported-figure.ts'

const text = z.string().nullable()

/** The key `imported` of the run document: where the run comes from, every figure of its file, what is known of the translation. */
export const importedSchema = z
  .object({
    tool: z.string().describe('name of the format'),
    ...{ title: z.string(), toolVersion: text, file: z.string(), sha256: z.string() },
    position: z.int().nonnegative().describe('number of the run in the file, from 0'),
    basis: z
      .enum(['records', 'figures'])
      .describe(
        'what the figures of this document are made from: the requests in the file, or the figures of the tool',
      ),
    requests: z
      .object({ planned: z.number().nullable(), completed: z.number().nullable(), failed: z.number().nullable() })
      .describe('as the file says; null: it does not'),
    notes: z.array(
      z.object({
        code: z.enum(['definition', 'percentile', 'absent', 'derived', 'unit', 'assumed']),
        metric: text.describe('path in this document, or the start of one; null: the whole run'),
        message: z.string(),
      }),
    ),
    figures: z.array(
      z.object({
        key: z.string().describe('as the file calls it'),
        value: z.union([z.number(), z.string(), z.null()]).describe('as the file has it'),
        unit: text,
        metric: text.describe('path in this document that it translates to; null: no counterpart'),
        ours: z.number().nullable().describe('in the unit of this document'),
      }),
    ),
  })
  .describe('results of another tool')

export type ImportedBlock = z.infer<typeof importedSchema>

/** The key of a run, with what its summary adds to the notes. */
export function importedBlock(facts: ImportedFacts, added: ImportedFacts['notes']): ImportedBlock {
  const { tool, title, toolVersion, file, sha256, position } = facts.origin
  return {
    ...{ tool, title, toolVersion, file, sha256, position, basis: facts.basis },
    requests: { ...facts.requests },
    notes: [...facts.notes, ...added].map((note) => ({ ...note })),
    figures: facts.figures.map((figure) => ({ ...figure })),
  }
}
