import type { WeightSource } from '../backends/plan.ts'

/** One matrix (features out x features in) or vector (one row) of a model, and where its values come from. */
export interface WeightTensor {
  readonly rows: number
  readonly cols: number
  readonly source: WeightSource
}

/**
 * Finds a weight by its canonical name: `embed`, `norm`, `head`, `layers.<n>.attention.norm|q|k|v|o`,
 * `layers.<n>.ffn.norm|gate|up|down`, and with `.bias` behind it the bias of a linear (a column). Throws `EngineError('model')` for a name the model does not have.
 */
export type WeightLookup = (name: string) => WeightTensor
