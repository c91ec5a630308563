import type { StudyWorld } from '../rows/measure-step-row.ts'
import type { ResultRow } from '../rows/row.ts'
import { buildRow } from './build-row.ts'

/** A row without a peer: a kernel by itself, the build. */
export interface AloneRow {
  readonly name: string
  /** Also part of the short study. */
  readonly quick: boolean
  measure(world: StudyWorld): Promise<readonly ResultRow[]>
}

/** In order of importance. */
export function aloneRows(threads: number): readonly AloneRow[] {
  return [buildRow(threads)]
}
