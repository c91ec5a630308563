import { RowFault } from '../files/row-fault.ts'

/** What `read` reads of a part of a record, its faults placed below `path`. */
export function inPart<T>(path: readonly (string | number)[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof RowFault ? error.below(path) : error
  }
}
