import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Prints the JSON Schema asked for. */
export async function schema(args: { what: string }, io: Pick<Io, 'stdout'>): Promise<ExitCode> {
  const document = args.what === 'run' ? await runSchema() : await workloadSchema()
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}

const runSchema = async () => (await import('../../metrics/run-document.ts')).runJsonSchema()
const workloadSchema = async () => (await import('../../workload/json-schema.ts')).workloadJsonSchema()
