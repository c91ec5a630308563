import { stringify } from 'yaml'
import { InfbenchError } from '../../../../core/errors.ts'

export interface OperatorOptions {
  readonly name: string
  readonly namespace: string | null
  /** Pods that share the load. */
  readonly parallelism: number
  /** With a k6 that reads streams, where the script needs one. */
  readonly image: string
  /** The environment variable with the key, taken from a secret of the test's name; null: none. */
  readonly apiKeyEnv: string | null
}

/** What a ConfigMap holds at most (Kubernetes, "ConfigMaps"). */
const mostBytes = 2 ** 20
/** Names of pods and jobs, which the operator makes of it, have 63 characters. */
const longestName = 40
const file = 'script.js'

/**
 * A ConfigMap with the script and a TestRun of the k6-operator that runs it, as YAML. The operator tells every pod the same sequence of
 * execution segments, so that each takes its share. Results are what the pods print. Pure; throws `usage` where the script is too large.
 */
export function operatorManifests(script: string, options: OperatorOptions): string {
  const bytes = Buffer.byteLength(script)
  if (bytes > mostBytes)
    throw new InfbenchError('usage', {
      message: `expected a script of at most ${mostBytes} bytes, which a ConfigMap holds, got ${bytes}`,
      hint: 'fewer or shorter requests (--set count=...), or put the script on a volume and name it in spec.script.volumeClaim',
    })
  const documents = [configMap(script, options), testRun(options)]
  return `${guide(options)}${documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n')}`
}

function guide({ name, namespace, apiKeyEnv }: OperatorOptions): string {
  const at = namespace === null ? '' : ` -n ${namespace}`
  const test = resourceName(name)
  const secret =
    apiKeyEnv === null ? [] : [`kubectl${at} create secret generic ${test} --from-literal=${apiKeyEnv}=...   # the key`]
  const pods = `kubectl${at} get pods -l k6_cr=${test},runner=true -o name`
  const lines = [
    ...secret,
    `kubectl${at} apply -f THIS_FILE`,
    `for pod in $(${pods}); do kubectl${at} logs $pod > part-\${pod##*/}.json; done   # once all have ended`,
    'infbench merge part-*.json',
  ]
  return `${lines.map((line) => `# ${line}`).join('\n')}\n`
}

const metadataOf = (name: string, { namespace }: OperatorOptions) => ({
  name,
  ...(namespace === null ? {} : { namespace }),
  labels: { 'app.kubernetes.io/managed-by': 'infbench' },
})

const configMap = (script: string, options: OperatorOptions) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadataOf(scriptName(options), options),
  data: { [file]: script },
})

const scriptName = ({ name }: OperatorOptions) => `${resourceName(name)}-script`

function testRun(options: OperatorOptions) {
  const { name, parallelism, image, apiKeyEnv } = options
  const test = resourceName(name)
  const env =
    apiKeyEnv === null ? [] : [{ name: apiKeyEnv, valueFrom: { secretKeyRef: { name: test, key: apiKeyEnv } } }]
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: metadataOf(test, options),
    spec: {
      parallelism,
      script: { configMap: { name: scriptName(options), file } },
      arguments: '--no-usage-report --no-summary --no-color --out json=-',
      runner: { image, ...(env.length === 0 ? {} : { env }) },
    },
  }
}

/** A name as Kubernetes takes it: RFC 1123. */
function resourceName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longestName)
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'infbench' : plain
}
