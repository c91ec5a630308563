import { expect, test } from 'vitest'
import { readLlama2c } from '../../../../engine/containers/llama2c.ts'
import { temporaryFile, tinyCheckpoint, tinyHeader } from '../../../helpers/llama2c-files.ts'

test('v0 lays its tensors kind by kind, norms among the matrices, the head after the RoPE tables', async () => {
  const file = await readLlama2c(temporaryFile('tiny.bin', tinyCheckpoint(0, false)))
  expect(file.header).toEqual({ version: 0, ...tinyHeader, tied: false })
  const at = (name: string) => ((file.tensors.get(name)?.offsetBytes ?? Number.NaN) - 28) / 4
  expect(at('embed')).toBe(0)
  expect(at('layers.0.attention.norm')).toBe(80)
  expect(at('layers.1.attention.norm')).toBe(88)
  expect(at('layers.0.attention.q')).toBe(96)
  expect(at('layers.1.attention.q')).toBe(160)
  expect(at('layers.0.attention.k')).toBe(224)
  expect(at('layers.0.attention.v')).toBe(288)
  expect(at('layers.0.attention.o')).toBe(352)
  expect(at('layers.0.ffn.norm')).toBe(480)
  expect(at('layers.0.ffn.gate')).toBe(496)
  expect(at('layers.0.ffn.down')).toBe(688)
  expect(at('layers.0.ffn.up')).toBe(880)
  expect(at('norm')).toBe(1072)
  expect(at('head')).toBe(1080 + 32)
  expect(file.tensors.get('layers.1.ffn.down')).toMatchObject({ rows: 8, cols: 12 })
  expect(file.tensors.get('layers.1.attention.k')).toMatchObject({ rows: 4, cols: 8 })
})

test('v1 puts all norms first and has no RoPE tables; a tied head is no tensor', async () => {
  const file = await readLlama2c(temporaryFile('tiny.bin', tinyCheckpoint(1, true)))
  expect(file.header).toEqual({ version: 1, ...tinyHeader, tied: true })
  const at = (name: string) => ((file.tensors.get(name)?.offsetBytes ?? Number.NaN) - 256) / 4
  expect([at('layers.0.attention.norm'), at('layers.0.ffn.norm'), at('norm'), at('embed')]).toEqual([0, 16, 32, 40])
  expect(at('layers.0.attention.q')).toBe(120)
  expect(file.tensors.has('head')).toBe(false)
})

test.each([
  [0, true],
  [0, false],
  [1, true],
  [1, false],
] as const)('a v%d file (tied %s) cut anywhere or too long is refused with both sizes', async (version, tied) => {
  const whole = tinyCheckpoint(version, tied)
  await readLlama2c(temporaryFile('whole.bin', whole))
  for (const bytes of [0, 5, 27, 30, 100, 255, 300, whole.length - 4, whole.length - 1]) {
    const path = temporaryFile('cut.bin', whole.subarray(0, bytes))
    await expect(readLlama2c(path)).rejects.toThrow(/^cut\.bin: expected .*bytes.*, got \d+ bytes$/)
  }
  const longer = temporaryFile('long.bin', Buffer.concat([whole, Buffer.alloc(4)]))
  await expect(readLlama2c(longer)).rejects.toThrow(`expected ${whole.length} bytes`)
})

test.each([
  ['GGUF', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(100)]), 'a GGUF file'],
  ['zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]), 'a zip archive'],
  [
    'safetensors',
    Buffer.concat([Buffer.from([90, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"a":1}'), Buffer.alloc(99)]),
    'a safetensors file',
  ],
  ['JSON', Buffer.from('{"model": "this is some text, longer than a header"}'), 'a text file'],
  ['noise', Buffer.alloc(64, 0xa7), 'dim '],
])('a %s file is named for what it is', async (_, bytes, got) => {
  await expect(readLlama2c(temporaryFile('x.bin', bytes))).rejects.toThrow(got)
})

test('v2 is refused as int8, later versions by number', async () => {
  const bytes = tinyCheckpoint(1, true)
  bytes.writeInt32LE(2, 4)
  await expect(readLlama2c(temporaryFile('x.bin', bytes))).rejects.toMatchObject({
    kind: 'model',
    message: expect.stringContaining('int8'),
    hint: expect.stringContaining('--version 1'),
  })
  bytes.writeInt32LE(3, 4)
  await expect(readLlama2c(temporaryFile('x.bin', bytes))).rejects.toThrow('version 3')
})
