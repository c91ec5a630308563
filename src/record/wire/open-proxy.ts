import { loadRelay } from './native/load-relay.ts'
import { NativeProxy } from './native/native-proxy.ts'
import { Proxy, type ProxyOptions, type RecordingProxy } from './proxy.ts'

/** What carries the bytes: a thread of the addon, or Node's own sockets. */
export type Carrier = 'native' | 'node'

/** The best there is for an upstream: the addon knows no TLS, and is only built on Linux. */
export function carrierFor(to: URL): Carrier {
  return to.protocol === 'http:' && loadRelay() !== null ? 'native' : 'node'
}

/** Listens. Errors: `usage` where the address cannot be had. */
export async function openProxy(options: ProxyOptions, carrier: Carrier): Promise<RecordingProxy> {
  const RelayOfAddon = carrier === 'native' ? loadRelay() : null
  return RelayOfAddon === null ? Proxy.open(options) : NativeProxy.open(options, RelayOfAddon)
}
