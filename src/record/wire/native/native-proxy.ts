import { setMaxListeners } from 'node:events'
import { lookup } from 'node:dns/promises'
import { getSystemErrorMap } from 'node:util'
import { type Address, addressesOf, literalAddress } from '../../../clients/http1/addresses.ts'
import { originOf } from '../../../core/clock.ts'
import { badGateway, unreachable } from '../bad-gateway.ts'
import { gone, left } from '../connection-ends.ts'
import { ConnectionWatch } from '../connection-watch.ts'
import type { Holding } from '../open-exchange.ts'
import { cannotListen, mostHeldBytes, type ProxyOptions, type RecordingProxy } from '../proxy.ts'
import type { NativeRelay, NativeRelayClass } from './load-relay.ts'
import { traffic, type TrafficEvent, trafficEvents } from './native-traffic.ts'

/** How often a name is looked up again, as servers move. */
const lookupMs = 10_000
const sweepMs = 20

interface Followed {
  readonly watch: ConnectionWatch
  passedBytes: number
}

/**
 * The listening side on a thread of the addon: bytes pass without JavaScript, which is told of them 50 ms later and follows the
 * connections then, by the times that the thread took.
 */
export class NativeProxy implements RecordingProxy {
  readonly port: number
  readonly #options: ProxyOptions
  readonly #relay: NativeRelay
  /** Why the upstream has no address. */
  readonly #fault: string
  readonly #followed = new Map<number, Followed>()
  readonly #holding: Holding = { bytes: 0, mostBytes: mostHeldBytes }
  readonly #lookups: NodeJS.Timeout | null
  #stopped = false
  #onIdle: (() => void) | null = null

  private constructor(options: ProxyOptions, upstream: Upstream, host: string, RelayOfAddon: NativeRelayClass) {
    const { to, clock, listen } = options
    this.#options = options
    this.#fault = upstream.fault
    this.#relay = new RelayOfAddon(originOf(clock), to.host, this.#refusals(), () => this.#take())
    this.#use(upstream.addresses)
    this.port = this.#relay.listen(host, listen.port)
    if (this.port < 0) {
      this.#relay.close()
      throw cannotListen(listen, { code: nameOf(-this.port) })
    }
    this.#lookups = literalAddress(to) === null ? setInterval(() => void this.#lookUp(), lookupMs).unref() : null
  }

  /** Listens. Errors: `usage` where the address cannot be had. */
  static async open(options: ProxyOptions, RelayOfAddon: NativeRelayClass): Promise<NativeProxy> {
    const { address } = await lookup(options.listen.host).catch((error: NodeJS.ErrnoException) => {
      throw cannotListen(options.listen, error)
    })
    return new NativeProxy(options, await find(options.to), address, RelayOfAddon)
  }

  get connections(): number {
    return this.#followed.size
  }

  async close(hurry: AbortSignal): Promise<void> {
    if (this.#lookups !== null) clearInterval(this.#lookups)
    this.#relay.stopListening()
    setMaxListeners(0, hurry)
    const dropAll = () => this.#relay.dropAll()
    hurry.addEventListener('abort', dropAll, { once: true })
    if (hurry.aborted) dropAll()
    const sweep = setInterval(() => this.#dropIdle(), sweepMs)
    if (!this.#isIdle())
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve
      })
    clearInterval(sweep)
    hurry.removeEventListener('abort', dropAll)
    this.#relay.close()
  }

  #isIdle = (): boolean => this.#stopped && this.#followed.size === 0

  #dropIdle(): void {
    for (const [id, { watch, passedBytes }] of this.#followed)
      if (watch.pending === 0) this.#relay.dropQuiet(id, passedBytes)
  }

  #take(): void {
    for (const event of trafficEvents(...this.#relay.take())) this.#tell(event)
    if (this.#isIdle()) this.#onIdle?.()
  }

  #tell(event: TrafficEvent): void {
    if (event.what === traffic.stopped) this.#stopped = true
    if (event.what === traffic.opened) this.#followed.set(event.connection, this.#follow(event.connection))
    const followed = this.#followed.get(event.connection)
    if (followed === undefined) return
    const { watch } = followed
    const { what, at, bytes } = event
    followed.passedBytes += bytes.length
    if (what === traffic.request) watch.feedRequest(bytes, at)
    if (what === traffic.answer) watch.feedAnswer(bytes, at)
    if (what === traffic.answersEnd || what === traffic.gone) watch.close(gone, at)
    if (what === traffic.left) watch.close(left, at)
    if (what === traffic.refused) this.#options.events.unreachable(this.#faultOf(event.number))
    if (what === traffic.unseen) watch.abandon()
    if (what === traffic.left || what === traffic.gone) this.#forget(event)
  }

  #forget({ connection, number }: TrafficEvent): void {
    this.#followed.delete(connection)
    for (let i = 0; i < number; i++) this.#options.events.missed()
  }

  #follow(connection: number): Followed {
    const { clock, events, to } = this.#options
    const onLost = () => this.#relay.giveUp(connection)
    const { host } = to
    const watch = new ConnectionWatch({ host, clock, events, holding: this.#holding, onPass: () => {}, onLost })
    return { watch, passedBytes: 0 }
  }

  #faultOf(errno: number): string {
    return unreachable(this.#options.to.origin, errno === 0 ? this.#fault : nameOf(errno))
  }

  /** Answers for every errno, so that the thread needs to ask nobody. */
  #refusals(): (readonly [number, Uint8Array])[] {
    const numbers = [0, ...[...getSystemErrorMap().keys()].map((number) => -number)]
    return numbers.map((errno) => [errno, badGateway(this.#faultOf(errno))] as const)
  }

  async #lookUp(): Promise<void> {
    this.#use((await find(this.#options.to)).addresses)
  }

  #use(addresses: readonly Address[]): void {
    this.#relay.useUpstream(addresses.map(({ host, port }) => [host, `${port}`] as const))
  }
}

const nameOf = (errno: number): string => getSystemErrorMap().get(-errno)?.[0] ?? `errno ${errno}`

interface Upstream {
  readonly addresses: readonly Address[]
  /** Why there are none. */
  readonly fault: string
}

const find = (to: URL): Promise<Upstream> =>
  addressesOf(to).then(
    (addresses) => ({ addresses, fault: '' }),
    (error: NodeJS.ErrnoException) => ({ addresses: [], fault: error.code ?? error.message }),
  )
