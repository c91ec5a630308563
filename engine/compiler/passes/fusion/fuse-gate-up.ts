import type { Pass } from '../../pass.ts'
import { stackLinears } from '../../stack-linears.ts'

/** gate and up read the same row: one linear over both matrices. */
export const fuseGateUp: Pass = {
  name: 'fuse-gate-up',
  purpose: 'one linear for the gate and up projections',
  apply: (graph) => stackLinears(graph, /\.ffn\.(gate|up)$/, 'gate-up'),
}
