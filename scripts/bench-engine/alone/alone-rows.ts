import type { StudyWorld } from '../rows/measure-step-row.ts'
import type { ResultRow } from '../rows/row.ts'
import { kernelRows, risingBatches } from '../rows/bars.ts'
import type { PeerPaths } from '../peers/peer-paths.ts'
import { attentionDecodeRow } from './attention-decode-row.ts'
import { buildRow } from './build-row.ts'
import { driverRow } from './driver-row.ts'
import { kernelRow } from './kernel-row.ts'
import { risingRow } from './rising-row.ts'

/** A row without a peer: a kernel by itself, the build. */
export interface AloneRow {
  readonly name: string
  /** Also part of the short study. */
  readonly quick: boolean
  measure(world: StudyWorld): Promise<readonly ResultRow[]>
}

/** In order of importance. */
export function aloneRows(paths: PeerPaths, threads: number): readonly AloneRow[] {
  return [
    ...risingBatches.map((rising) => risingRow(rising, threads)),
    ...kernelRows.map((row) => kernelRow(row, threads)),
    attentionDecodeRow(threads),
    buildRow(threads),
    driverRow(paths, threads),
  ]
}
