import type { TinyShape, TinyWeights } from './tiny-plan.ts'
import { hiddenOf } from './tiny-plan.ts'

/** Logits of every position of `tokens`, in float64, by the textbook formulas: the oracle of the executor's tests. */
export function tinyForward(shape: TinyShape, weights: TinyWeights, tokens: readonly number[]): number[][] {
  const model = new Forward(shape, weights)
  const rows = tokens.map((token) => model.embed(token))
  for (let layer = 0; layer < shape.layers; layer++) {
    const qkv = rows.map((row, position) => model.qkv(layer, row, position))
    rows.forEach((row, at) => {
      const mixed = model.attend(qkv.slice(0, at + 1))
      accumulate(row, model.multiply(`${layer}.o`, mixed))
      const normed = model.norm(`${layer}.norm2`, row)
      const gate = model.multiply(`${layer}.gate`, normed)
      const up = model.multiply(`${layer}.up`, normed)
      const gated = gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] as number))
      accumulate(row, model.multiply(`${layer}.down`, gated))
    })
  }
  return rows.map((row) => model.multiply('embed', model.norm('norm', row)))
}

interface Projected {
  readonly q: number[][]
  readonly k: number[][]
  readonly v: number[][]
}

class Forward {
  readonly #shape: TinyShape
  readonly #weights: TinyWeights

  constructor(shape: TinyShape, weights: TinyWeights) {
    this.#shape = shape
    this.#weights = weights
  }

  embed(token: number): number[] {
    const { cols, values } = this.#tensor('embed')
    return [...values.subarray(token * cols, (token + 1) * cols)]
  }

  multiply(name: string, x: readonly number[]): number[] {
    const { rows, cols, values } = this.#tensor(name)
    return Array.from({ length: rows }, (_, row) =>
      x.reduce((sum, value, col) => sum + value * (values[row * cols + col] as number), 0),
    )
  }

  norm(name: string, x: readonly number[]): number[] {
    const { values } = this.#tensor(name)
    const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length
    return x.map((value, i) => (value / Math.sqrt(mean + 1e-5)) * (values[i] as number))
  }

  qkv(layer: number, x: readonly number[], position: number): Projected {
    const normed = this.norm(`${layer}.norm1`, x)
    const bias = this.#tensor(`${layer}.qkv.bias`).values
    const all = ['q', 'k', 'v'].flatMap((name) => this.multiply(`${layer}.${name}`, normed))
    const biased = all.map((value, i) => value + (bias[i] as number))
    const { heads, kvHeads, headDim } = this.#shape
    const split = (first: number, count: number) =>
      Array.from({ length: count }, (_, head) => biased.slice(first + head * headDim, first + (head + 1) * headDim))
    const hidden = hiddenOf(this.#shape)
    return {
      q: split(0, heads).map((head) => this.#rotate(head, position)),
      k: split(hidden, kvHeads).map((head) => this.#rotate(head, position)),
      v: split(hidden + kvHeads * headDim, kvHeads),
    }
  }

  /** The last of `history` attends to all of it. */
  attend(history: readonly Projected[]): number[] {
    const { heads, kvHeads, headDim } = this.#shape
    const query = history.at(-1) as Projected
    return Array.from({ length: heads }, (_, head) => {
      const shared = Math.floor(head / (heads / kvHeads))
      const scores = history.map(({ k }) => dot(query.q[head] as number[], k[shared] as number[]) / Math.sqrt(headDim))
      const largest = Math.max(...scores)
      const weights = scores.map((score) => Math.exp(score - largest))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      return Array.from({ length: headDim }, (_unused, d) =>
        history.reduce(
          (sum, { v }, at) => sum + ((weights[at] as number) / total) * ((v[shared] as number[])[d] as number),
          0,
        ),
      )
    }).flat()
  }

  #rotate(head: number[], position: number): number[] {
    const { values } = this.#tensor('rope')
    const out = [...head]
    values.forEach((frequency, i) => {
      const first = this.#shape.interleaved ? 2 * i : i
      const second = this.#shape.interleaved ? 2 * i + 1 : i + values.length
      const [a, b] = [head[first] as number, head[second] as number]
      out[first] = a * Math.cos(position * frequency) - b * Math.sin(position * frequency)
      out[second] = b * Math.cos(position * frequency) + a * Math.sin(position * frequency)
    })
    return out
  }

  #tensor(name: string) {
    const tensor = this.#weights.get(name)
    if (tensor === undefined) throw new Error(`no weight ${name}`)
    return tensor
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
}

function accumulate(row: number[], more: readonly number[]): void {
  more.forEach((value, i) => {
    row[i] = (row[i] as number) + value
  })
}
