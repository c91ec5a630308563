import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assignSlots } from '../../../../engine/compiler/assign-slots.ts'
import type { GraphNode, GraphValue, ValueType } from '../../../../engine/model/graph.ts'

test('values that live at the same time never share a slot, and a node never writes where it reads', () => {
  const node = fc.record({
    reads: fc.array(fc.nat(30), { maxLength: 3 }),
    cols: fc.integer({ min: 1, max: 9 }),
    narrow: fc.boolean(),
    type: fc.constantFrom<ValueType>({ kind: 'f32' }, { kind: 'bf16' }, { kind: 'q8', span: 128, zero: 8 }),
  })
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 30 }), (drafts) => {
      const values: GraphValue[] = []
      const nodes = drafts.map(({ reads, cols, narrow, type }, at): GraphNode => {
        const inputs = reads.filter((index) => index < at).map((index) => values[index] as GraphValue)
        const output: GraphValue = { name: `v${at}`, rows: narrow ? 'logits' : 'tokens', cols, type }
        values.push(output)
        return { op: 'add', name: `n${at}`, inputs, output, weights: [], attrs: {} }
      })
      const slots = assignSlots({ nodes }, true)
      const lastUse = (value: GraphValue) =>
        nodes.reduce((last, n, at) => (n.inputs.includes(value) || n.output === value ? at : last), 0)
      values.forEach((a, definedA) => {
        values.forEach((b, definedB) => {
          if (definedA >= definedB || slots.get(a) !== slots.get(b)) return
          expect(lastUse(a)).toBeLessThan(definedB)
          expect(a.rows).toBe(b.rows)
        })
      })
    }),
    { numRuns: 300 },
  )
})
