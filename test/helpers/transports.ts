import type { Client } from '../../src/clients/client.ts'
import { RawClient } from '../../src/clients/http1/raw-client.ts'
import { loadWire } from '../../src/clients/native/load-wire.ts'
import { NativeClient } from '../../src/clients/native/native-client.ts'
import { UndiciClient } from '../../src/clients/undici-client.ts'

type Options = ConstructorParameters<typeof RawClient>[0]

const Wire = loadWire()

/** Whether this machine has built the client's own addon (Linux, a compiler). */
export const hasWire = Wire !== null

/** Makes a client that reads through the addon; call it only where `hasWire`. */
export function nativeClient(options: Options): Client {
  if (Wire === null) throw new Error('the addon is not built: npm run build:wire')
  return new NativeClient(options, Wire)
}

/** Every way to carry a request that exists here, by name. */
export const transports: Readonly<Record<string, (options: Options) => Client>> = {
  ...(hasWire ? { native: nativeClient } : {}),
  'raw sockets': (options) => new RawClient(options),
  undici: (options) => new UndiciClient(options),
}
