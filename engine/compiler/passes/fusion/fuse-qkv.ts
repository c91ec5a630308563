import type { Pass } from '../../pass.ts'
import { stackLinears } from '../../stack-linears.ts'

/** q, k and v read the same row: one linear over the three matrices. */
export const fuseQkv: Pass = {
  name: 'fuse-qkv',
  purpose: 'one linear for the query, key and value projections',
  apply: (graph) => stackLinears(graph, /\.attention\.[qkv]$/, 'qkv'),
}
