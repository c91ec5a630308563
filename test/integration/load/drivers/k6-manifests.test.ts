import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { operatorManifests } from '../../../../src/load/drivers/k6/operator/operator-manifests.ts'
import { k6Script } from '../../../../src/load/drivers/k6/script/k6-script.ts'
import { sampleK6Test } from '../../../helpers/k6-test.ts'

/** Kubernetes' own schemas, strictly, as the PyPI package kubernetes-validate has them. */
const judge = `
import sys, yaml, kubernetes_validate
for document in yaml.safe_load_all(sys.stdin):
    kubernetes_validate.validate(document, sys.argv[1], strict=True)
print('valid')
`
const env = { ...process.env, PYTHONPATH: process.env['INFBENCH_TEST_PYTHON'] ?? process.env['PYTHONPATH'] ?? '' }
const python = (code: string, args: readonly string[] = [], input = '') =>
  spawnSync('/usr/bin/python3', ['-c', code, ...args], { input, encoding: 'utf8', env })
const isThere = python('import kubernetes_validate').status === 0

const options = { name: 'chat', namespace: 'load', parallelism: 4, image: 'grafana/k6:latest', apiKeyEnv: 'KEY' }
const [configMap, testRun] = parseAllDocuments(operatorManifests(k6Script(sampleK6Test(20)), options)).map((each) =>
  each.toJS(),
)
/** The pod that the operator makes of its runner. */
const pod = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: testRun.metadata },
  spec: { containers: [{ name: 'k6', ...testRun.spec.runner }] },
}

test.skipIf(!isThere).each([
  ['the ConfigMap', configMap],
  ['the runner’s image and environment', pod],
])('%s is what Kubernetes takes (needs kubernetes-validate)', (_, document) => {
  const { stdout, stderr } = python(judge, ['1.30'], stringify(document))
  expect(stderr).toBe('')
  expect(stdout).toBe('valid\n')
})

test.skipIf(!isThere)('a misspelt field is seen (needs kubernetes-validate)', () => {
  const { status } = python(judge, ['1.30'], stringify({ ...configMap, datas: {} }))
  expect(status).not.toBe(0)
})
