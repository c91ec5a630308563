import { existsSync } from 'node:fs'
import { mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { openStore } from '../../store/open-store.ts'
import { storePath } from '../../store/store-path.ts'
import type { Finding } from './examine-machine.ts'

/** Makes a database with every table in a temporary folder: better-sqlite3 loads, and its files can be written. */
export async function examineDatabase(): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'infbench-doctor-'))
  try {
    openStore(join(folder, 'results.db')).close()
    return { what: 'sqlite', state: 'ok', found: 'opens, creates and migrates a database', hint: null }
  } catch (error) {
    return { what: 'sqlite', state: 'missing', found: said(error), hint: 'npm rebuild better-sqlite3' }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Can results be stored where they would go? An absent folder is fine where it could be made. */
export async function examineStore(db: string | undefined, io: Pick<Io, 'env' | 'cwd'>): Promise<Finding> {
  const path = storePath(db, io.env, io.cwd)
  try {
    if (existsSync(path)) openStore(path).close()
    await tryWriting(nearestFolder(dirname(path)))
    return {
      what: 'results',
      state: 'ok',
      found: existsSync(path) ? path : `${path} (made by the first run)`,
      hint: null,
    }
  } catch (error) {
    return {
      what: 'results',
      state: 'missing',
      found: `${path}: ${said(error)}`,
      hint: 'choose another with --db or INFBENCH_DB',
    }
  }
}

/** What a permission says is not enough: /proc grants root everything and takes no file. */
async function tryWriting(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.infbench-doctor-')))
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder))
}

const said = (error: unknown) =>
  error instanceof InfbenchError || error instanceof Error ? (error.message.split('\n')[0] as string) : String(error)
