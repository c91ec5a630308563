import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { workloadJsonSchema } from '../../../../src/workload/json-schema.ts'
import { workloadTemplate } from '../../../../src/workload/template.ts'

type Json = { readonly [key: string]: Json | undefined } & { readonly description?: string; readonly default?: unknown }

const schema = workloadJsonSchema() as Json & { properties: Record<string, Json> }
const check = z.fromJSONSchema(schema as never)
const folder = new URL('../../../../workloads/', import.meta.url)
const shipped = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

test.each(shipped)('%s is valid by the JSON Schema', (name) => {
  expect(check.safeParse(parse(readFileSync(new URL(name, folder), 'utf8'))).error).toBeUndefined()
})

test('the template of init is valid by the JSON Schema', () => {
  expect(check.safeParse(parse(workloadTemplate())).error).toBeUndefined()
})

test.each([
  ['an unknown key', { arival: {} }],
  ['a number for a duration', { duration: 60 }],
  ['a duration without a unit', { slo: { ttft: '200' } }],
  ['an unknown process', { arrival: { process: 'ramp' } }],
  ['a negative rate', { arrival: { rate: '-4/s' } }],
  ['a prompt of no tokens', { requests: { source: { synthetic: { input: 0 } } } }],
])('%s is invalid by the JSON Schema', (_, workload) => {
  expect(check.safeParse(workload).success).toBe(false)
})

test('every key has a description, and a default or a word on it', () => {
  const undocumented: string[] = []
  const walk = (node: Json, path: string) => {
    for (const [key, child] of Object.entries((node['properties'] ?? {}) as Record<string, Json>)) {
      const at = path === '' ? key : `${path}.${key}`
      if (!child.description) undocumented.push(at)
      walk(child, at)
    }
    for (const branch of (node['anyOf'] ?? []) as unknown as Json[]) walk(branch, path)
    if (node['items']) walk(node['items'], `${path}[]`)
  }
  walk(schema, '')
  expect(undocumented).toEqual([])
})

test('the schema names its dialect and itself', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'infbench workload',
    type: 'object',
  })
  expect(schema.properties['duration']).toMatchObject({ type: 'string' })
  expect(schema['required']).toBeUndefined()
})
