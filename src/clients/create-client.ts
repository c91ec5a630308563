import type { Clock } from '../core/clock.ts'
import { InfbenchError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'
import { type Client, type Transport, transports } from './client.ts'
import { RawClient } from './http1/raw-client.ts'
import { loadWire } from './native/load-wire.ts'
import { NativeClient } from './native/native-client.ts'

export interface ClientOptions {
  /** Ends before `/chat/completions`. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Clock
  /** PEM of an additional certificate authority to trust. */
  readonly ca?: string | undefined
  /** Whether answers come token by token; default: they do. */
  readonly streamed?: boolean
  /** One of `transports`; absent: the best there is. */
  readonly transport?: string | undefined
}

/**
 * The addon's sockets for streams over http: where it was built, else Node's: an answer in one piece gains nothing from a thread of its
 * own, and the way there and back costs a tenth more. undici for https: (loaded then: 12 MB that most runs do without).
 * Throws on headers that HTTP cannot carry, and on a transport that is not to be had.
 */
export async function createClient(options: ClientOptions): Promise<Client> {
  const isPlain = new URL(options.baseUrl).protocol !== 'https:'
  const transport = transportOf(options.transport, isPlain, options.streamed !== false)
  if (transport === 'node') return new RawClient(options)
  const Wire = transport === 'native' ? loadWire() : null
  if (Wire !== null) return new NativeClient(options, Wire)
  const { UndiciClient } = await import('./undici-client.ts')
  return new UndiciClient(options)
}

function transportOf(asked: string | undefined, isPlain: boolean, streamed: boolean): Transport {
  if (asked === undefined || asked === '') {
    if (!isPlain) return 'undici'
    return streamed && loadWire() !== null ? 'native' : 'node'
  }
  const known = transports.find((each) => each === asked)
  if (known === undefined)
    throw refused(
      asked,
      `one of ${transports.join(', ')}`,
      `INFBENCH_TRANSPORT=${nearest(asked, transports) ?? 'node'}`,
    )
  if (known !== 'undici' && !isPlain) throw refused(asked, 'undici for https:', 'unset INFBENCH_TRANSPORT')
  if (known === 'native' && loadWire() === null)
    throw refused(asked, 'node or undici where the addon of the client is not built', 'npm run build:wire (Linux only)')
  return known
}

const refused = (asked: string, expected: string, hint: string) =>
  new InfbenchError('workload.invalid', {
    message: `INFBENCH_TRANSPORT: expected ${expected}, got ${JSON.stringify(asked)}`,
    hint,
  })
