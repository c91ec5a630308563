import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { storePath } from '../../store/store-path.ts'
import type { ExitCode } from '../exit-codes.ts'
import { runListTable } from '../output/run-list-table.ts'
import { textStyle } from '../output/text-style.ts'
import { withStore } from '../pipeline/with-store.ts'

interface ListArgs {
  readonly limit: number
  readonly json: boolean
  readonly db: string | undefined
}
