import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Prints the JSON Schema asked for. */
export async function schema(args: { what: keyof typeof schemas }, io: Pick<Io, 'stdout'>): Promise<ExitCode> {
  const document = await schemas[args.what]()
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}

const schemas = {
  workload: async () => (await import('../../workload/json-schema.ts')).workloadJsonSchema(),
  run: async () => (await import('../../metrics/run-document.ts')).runJsonSchema(),
  sweep: async () => (await import('../../metrics/search/sweep-schema.ts')).sweepJsonSchema(),
  policy: async () => (await import('../../gate/policy/policy-schema.ts')).policyJsonSchema(),
  gate: async () => (await import('../../gate/gate-document.ts')).gateJsonSchema(),
} as const
