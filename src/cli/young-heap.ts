import { setFlagsFromString } from 'node:v8'

/**
 * From now on the space for objects that die young keeps its size (it begins with 1 MB for each of its two halves): V8 would
 * double it up to 16 MB a half whenever a little of it survives, as it does while modules load, and never give it back. Collections
 * become more frequent and as much shorter: the CPU they take together stays the same.
 */
export function keepYoungHeap(host: NodeJS.Process): void {
  keep()
  // Making the heap of a thread puts the factor back to 2, for all threads.
  host.on('worker', (worker) => worker.once('online', keep))
}

/** The opposite, for a command that measures nothing and reads much of what is stored: larger space, collected more seldom, takes less CPU. */
export const letYoungHeapGrow = (): void => setFlagsFromString('--semi-space-growth-factor=2')

const keep = () => setFlagsFromString('--semi-space-growth-factor=1')
