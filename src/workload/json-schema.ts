import { z } from 'zod'
import { workloadFile } from './schema.ts'

/**
 * JSON Schema (2020-12) of a workload file, with descriptions and defaults, for editors. It holds for each value by itself; what
 * only shows between values (trace times without a trace, a warm-up longer than the run) is left to `infbench validate`.
 */
export function workloadJsonSchema(): object {
  const schema = z.toJSONSchema(workloadFile, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The bound of exact integers says nothing to a reader.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return { ...schema, title: 'infbench workload' }
}
