import { resolve } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { workloadTemplate } from '../../workload/template.ts'
import type { ExitCode } from '../exit-codes.ts'
import { shellWord } from '../pipeline/rerun-command.ts'
import { createNewFile } from '../pipeline/reports/write-file.ts'

/** Writes a workload file to start from. */
export async function init(args: { file: string; stdout: boolean }, io: Pick<Io, 'stdout' | 'cwd'>): Promise<ExitCode> {
  if (args.stdout) {
    io.stdout.write(workloadTemplate())
    return 0
  }
  const outcome = await createNewFile(resolve(io.cwd, args.file), workloadTemplate())
  if (outcome === 'exists') {
    throw new InfbenchError('usage', {
      message: `${args.file}: there is such a file already, and init never overwrites`,
      hint: 'infbench init another-name.yaml',
    })
  }
  io.stdout.write(`wrote ${args.file}\n\nnext: infbench run ${shellWord(args.file)}\n`)
  return 0
}
