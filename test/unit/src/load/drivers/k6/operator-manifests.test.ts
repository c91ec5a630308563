import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import {
  operatorManifests,
  type OperatorOptions,
} from '../../../../../../src/load/drivers/k6/operator/operator-manifests.ts'

const options: OperatorOptions = {
  ...{ name: 'Chat (rate=4)', namespace: 'load', parallelism: 4, image: 'k6:1', apiKeyEnv: 'OPENAI_API_KEY' },
}
const script = 'const a = `x`\n// "quotes" # and: colons\n\texport default function () {}\n'
const documents = (changes: Partial<OperatorOptions> = {}) =>
  parseAllDocuments(operatorManifests(script, { ...options, ...changes })).map((each) => each.toJS())

test('the script comes back from the ConfigMap as it was', () => {
  expect(documents()[0]).toEqual({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', data: { 'script.js': script } },
    metadata: {
      ...{ name: 'chat-rate-4-script', namespace: 'load', labels: { 'app.kubernetes.io/managed-by': 'infbench' } },
    },
  })
})

test('the test runs that script in so many pods, which print their results and take the key from a secret', () => {
  expect(documents()[1]).toMatchObject({
    ...{ apiVersion: 'k6.io/v1alpha1', kind: 'TestRun', metadata: { name: 'chat-rate-4', namespace: 'load' } },
    spec: {
      parallelism: 4,
      script: { configMap: { name: 'chat-rate-4-script', file: 'script.js' } },
      arguments: expect.stringContaining('--out json=-'),
      runner: {
        image: 'k6:1',
        env: [{ name: 'OPENAI_API_KEY', valueFrom: { secretKeyRef: { name: 'chat-rate-4', key: 'OPENAI_API_KEY' } } }],
      },
    },
  })
})

test('without a namespace and a key neither is named', () => {
  const [map, run] = documents({ namespace: null, apiKeyEnv: null })
  expect(map.metadata).not.toHaveProperty('namespace')
  expect(run.spec.runner).toEqual({ image: 'k6:1' })
})

test.each([
  ['ÄÖ!', 'infbench'],
  ['-a-', 'a'],
  ['x'.repeat(80), 'x'.repeat(40)],
])('a run called %s has a name that Kubernetes takes', (name, expected) => {
  expect(documents({ name })[1].metadata.name).toBe(expected)
})

test('a script larger than a ConfigMap is refused, with the ways out', () => {
  expect(() => operatorManifests('x'.repeat(2 ** 20 + 1), options)).toThrow('at most 1048576 bytes')
})

/** Of the operator's TestRun (k6.io/v1alpha1, TestRunSpec), the fields that are used; a field it does not have is an error. */
const secretKey = z.strictObject({ name: z.string(), key: z.string() })
const variable = z.strictObject({ name: z.string(), valueFrom: z.strictObject({ secretKeyRef: secretKey }) })
const metadata = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .max(63),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()),
})
const testRun = z.strictObject({
  ...{ apiVersion: z.literal('k6.io/v1alpha1'), kind: z.literal('TestRun'), metadata },
  spec: z.strictObject({
    parallelism: z.int32(),
    script: z.strictObject({ configMap: z.strictObject({ name: z.string(), file: z.string() }) }),
    arguments: z.string(),
    runner: z.strictObject({ image: z.string(), env: z.array(variable).optional() }),
  }),
})

test('the TestRun has no field that the operator does not have', () => {
  for (const changes of [{}, { namespace: null, apiKeyEnv: null }])
    expect(testRun.safeParse(documents(changes)[1]).error).toBeUndefined()
})
