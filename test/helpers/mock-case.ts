import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { temporaryFolder } from './cli.ts'
import { anyModel, type MockWorkloadOptions, writeMockWorkload } from './mock-workload.ts'

/** What the tests of a file about the command line share. */
export interface MockCase {
  /** One mock server for all tests of the file. */
  readonly mock: MockServer
  /** A fresh folder for every test, gone after it. */
  readonly folder: Awaited<ReturnType<typeof temporaryFolder>>
  /** Writes chat.yaml against the mock into the folder. */
  write(options?: MockWorkloadOptions): Promise<string>
}

/** Opens both before the tests of the file that calls it, at its top, and closes them afterwards. */
export function mockCase(): MockCase {
  let mock: MockServer
  let folder: MockCase['folder']
  beforeAll(async () => {
    mock = await startMockServer()
  })
  beforeEach(async () => {
    folder = await temporaryFolder()
    return () => folder.remove()
  })
  afterAll(() => mock?.close())
  return {
    get mock() {
      return mock
    },
    get folder() {
      return folder
    },
    write: (options) => writeMockWorkload(folder.path, anyModel(mock), options),
  }
}
