import { z } from 'zod'
import { bytes, choice, flag, integer, mapping, text } from './fields.ts'

const activationGroup = z
  .union([z.literal(32), z.literal(128), z.literal('row')], { error: '32, 128 or row' })
  .optional()
  .describe("Activation values that share a scale, with int8 and int4; default: the engine's")

const withoutPasses = z
  .array(text('the name of a compiler pass such as fuse-qkv'), { error: 'a list such as [fuse-qkv]' })
  .default([])
  .describe('Compiler passes to leave out (infbench engine plan lists them); default: none')

/** The bundled engine's own settings; what is left out is the engine's to choose. */
export const engine = mapping(
  {
    model: text('a model such as synthetic:llama-15m')
      .default('synthetic:llama-15m')
      .describe(
        'A built-in model (synthetic:llama-15m, synthetic:llama-110m, synthetic:llama-1b) or a model file, relative to this file',
      ),
    quant: choice(['f32', 'bf16', 'int8', 'int4', 'int4-a16', 'int4-asym', 'int4-asym-a16'])
      .optional()
      .describe('Format of the weights (asym: a minimum per 32 weights; a16: float32 activations); default: f32'),
    activationGroup,
    threads: integer(1).optional().describe("Threads that compute; default: the engine's choice, one a physical core"),
    pinThreads: flag().optional().describe('Fixes each thread to a core; default: false'),
    isa: text('an instruction set such as avx2')
      .optional()
      .describe('Instruction set of the kernels; default: the best this CPU has'),
    maxBatch: integer(1).optional().describe("Most sequences in one step; default: the engine's"),
    maxStepTokens: integer(1).optional().describe("Token budget of one step; default: the engine's"),
    contextLength: integer(1, 'a whole number of tokens')
      .optional()
      .describe("Longest prompt plus answer, in tokens; default: the model's"),
    kvCache: bytes().optional().describe("Memory for keys and values, such as 512MiB; default: the engine's"),
    kvCacheDtype: choice(['f32', 'bf16', 'int8'])
      .optional()
      .describe('What keys and values are stored as; default: f32 with f32 weights, else bf16'),
    kvLayout: choice(['paged', 'contiguous'])
      .optional()
      .describe('Small pages, or a whole context per sequence; default: paged'),
    attention: choice(['flash', 'naive'])
      .optional()
      .describe('Tiled attention, or all scores of a row at once; default: flash'),
    tiling: flag().optional().describe('Linear layers in register tiles; default: true'),
    timing: flag().optional().describe('Takes the time of every part of a step; default: true'),
    withoutPasses,
  },
  'a mapping such as {model: synthetic:llama-15m}',
)
