/** Unpacks zstd as it comes. Node has none of its own before 22.15, so it is done in JavaScript. */
export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  const ready: Uint8Array[] = []
  let isWhole = false
  const stream = new Decompress((chunk, isLast) => {
    ready.push(chunk)
    isWhole = isLast === true
  })
  for await (const chunk of packed) {
    stream.push(chunk)
    yield* ready.splice(0)
  }
  stream.push(new Uint8Array(0), true)
  yield* ready.splice(0)
  if (!isWhole) throw new Error('the last frame has no end')
}
