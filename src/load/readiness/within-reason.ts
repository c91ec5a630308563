const warmMs = 10_000

/** Warming helps where it can; a server that takes no connection is found out by the requests themselves. */
export async function withinReason(warm: () => Promise<void>, halt: AbortSignal): Promise<void> {
  if (halt.aborted) return
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, warmMs)
    halt.addEventListener('abort', () => resolve(), { once: true })
    warm()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
