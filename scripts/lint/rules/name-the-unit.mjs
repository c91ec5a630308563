import { listed, roomOf, unitFiles } from '../rooms.mjs'
import { pathOf } from './path.mjs'

const factors = new Set([1e3, 1e6, 1e9, 1e12, 1e-3, 1e-6, 1e-9, 1e-12, 3600])

/** A bare power of ten never turns one unit into another: the conversion has a name in the units file. */
export const nameTheUnit = {
  meta: { type: 'problem' },
  create(context) {
    const path = pathOf(context)
    if (roomOf(path) === null || listed(unitFiles, path)) return {}
    const check = (node) => {
      if (!/^[*/]=?$/.test(node.operator)) return
      const literal = [node.left, node.right].find((side) => side.type === 'Literal' && factors.has(side.value))
      if (literal === undefined) return
      context.report({
        node,
        message: `bare unit factor ${literal.raw ?? literal.value}; name the conversion in ${path.startsWith('src/') ? 'src/core' : 'engine'}/units.ts`,
      })
    }
    return { BinaryExpression: check, AssignmentExpression: check }
  },
}
