import { expect, test } from 'vitest'
import type { OpenOptions } from '../../../engine/backends/backend.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import type { Plan } from '../../../engine/backends/plan.ts'
import { tinyOptions } from '../../helpers/tiny-backend.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'

const backend = loadNativeBackend()
const plan = tinyPlan(tinyShape, tinyWeights(tinyShape, 1))

const wrongPlans: Record<string, [plan: Plan, options: Partial<OpenOptions>, message: RegExp]> = {
  'block sizes that are no multiple of 16': [plan, { blockTokens: 24 }, /blockTokens/],
  'no pages': [plan, { kvBlocks: 0 }, /kvBlocks/],
  'an instruction set this CPU has not': [plan, { isa: 'sse9' }, /isa: expected one of .*, got sse9/],
  'more KV than there is memory': [plan, { kvBlocks: 2 ** 30 }, /out of memory: the KV cache needs/],
  'more KV than bytes can count': [
    plan,
    { kvBlocks: 2 ** 31, blockTokens: 2 ** 16 },
    /out of memory: the KV cache needs/,
  ],
  'a weight shorter than its shape': [
    { ...plan, weights: plan.weights.map((weight) => ({ ...weight, rows: weight.rows + 1 })) },
    {},
    /weight embed: expected parts of 158 rows together, got 157/,
  ],
  'an embedding that is not packed': [
    {
      ...plan,
      weights: plan.weights.map((weight) => ({
        ...weight,
        ...(weight.layout === 'packed16' && { layout: 'unpacked' }),
      })),
    },
    {},
    /node \S+ \(embed\): table layout packed16/,
  ],
  'a node that reads no buffer': [withNode(1, { in: [99] }), {}, /node norm.1 \(norm\): input: expected 8, got 99/],
  'a norm that adds what it reads': [withNode(1, { in: [0, 0] }), {}, /node norm.1 \(norm\): output slot other than/],
  'a norm of another width': [withNode(1, { out: [3, 4] }), {}, /number of outputs/],
  'a linear beyond the columns of its output': [
    withNode(2, { attrs: { outOffset: 1 } }),
    {},
    /node linear.2 .*outOffset/,
  ],
  'a rotation beyond its row': [withNode(3, { attrs: { heads: 99, offset: 0 } }), {}, /attrs.heads/],
  'attention of a layer that is not there': [withNode(4, { attrs: { layer: 2, scale: 1 } }), {}, /attrs.layer/],
  'bf16 weights that read floats': [
    withFormat(plan.nodes[2]?.weights[0] ?? 0, 'bf16'),
    {},
    /node linear.2 \(linear\): input type for bf16 weights: expected bf16, got f32/,
  ],
  'int8 weights that read int8 values of another zero point': [
    typed({ type: 'q8', span: 0, zero: 8 }, withFormat(plan.nodes[2]?.weights[0] ?? 0, 'int8')),
    {},
    /node linear.2 .*input zero for int8 weights: expected 128, got 8/,
  ],
  'norm gains that are not floats': [
    withFormat(plan.nodes[1]?.weights[0] ?? 0, 'int4'),
    {},
    /format f32 with layout plain, got int4/,
  ],
  'a span there is no kernel for': [
    typed({ type: 'q8', span: 64 as 32, zero: 8 }),
    {},
    /span of 0, 32 or 128 .* got 64 and 8/,
  ],
  'quantizing a row in place': [
    withNode(1, { op: 'quantize', in: [0], out: [0], weights: [] }),
    {},
    /node norm.1 \(quantize\): output slot other than the input's/,
  ],
  'attention whose heads share a scale': [
    {
      ...plan,
      buffers: plan.buffers.map((each) => (each.name === 'mixed' ? { ...each, type: 'q8', span: 32, zero: 8 } : each)),
    },
    {},
    /node attention.4 .*columns of a KV head modulo the output's span: expected 0, got 8/,
  ],
  'an activation there is no formula for': [
    withNode(8, { attrs: { activation: 4 } }),
    {},
    /attrs.activation at most: expected 3, got 4/,
  ],
  'an unknown operation': [withNode(4, { op: 'convolve' as 'add' }), {}, /op: expected an operation of the plan/],
}

for (const [name, [wrong, options, message]] of Object.entries(wrongPlans)) {
  test(`opening refuses ${name}`, () => {
    expect(() => backend.open(wrong, tinyOptions(backend, options)).close()).toThrow(message)
  })
}

function withNode(index: number, change: Partial<Plan['nodes'][number]>): Plan {
  return { ...plan, nodes: plan.nodes.map((node, i) => (i === index ? { ...node, ...change } : node)) }
}

function withFormat(index: number, format: 'bf16' | 'int8' | 'int4'): Plan {
  return { ...plan, weights: plan.weights.map((weight, i) => (i === index ? { ...weight, format } : weight)) }
}

/** `normed`, what the first linear layer reads, in another type. */
function typed(type: Pick<Plan['buffers'][number], 'type' | 'span' | 'zero'>, of = plan): Plan {
  return { ...of, buffers: of.buffers.map((buffer) => (buffer.name === 'normed' ? { ...buffer, ...type } : buffer)) }
}
