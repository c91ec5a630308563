import { createServer } from 'node:net'

const loopback = '127.0.0.1'

/** A port of the loopback address that nothing listens on: `wanted`, or any. Null: `wanted` is taken. */
export function freePort(wanted: number | null): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    probe.listen(wanted ?? 0, loopback, () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
