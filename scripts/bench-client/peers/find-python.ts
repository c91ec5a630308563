import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MissingTool } from '../../bench-engine/peers/stage.ts'

/** The minor versions of Python 3 that all peers run on. */
const minors = [12, 13]

/** An interpreter that all peers run on: of the PATH, else one that pyenv keeps. */
export function findPython(): string {
  const kept = join(homedir(), '.pyenv', 'versions')
  const versions = existsSync(kept) ? readdirSync(kept).toSorted() : []
  const candidates = [
    ...minors.map((minor) => `python3.${minor}`),
    'python3',
    ...versions.map((version) => join(kept, version, 'bin', 'python3')),
  ]
  const found = candidates.find((program) => minors.includes(minorOf(program)))
  if (found === undefined)
    throw new MissingTool(`Python 3.${minors.join(' or 3.')}`, 'sudo apt install python3 python3-venv')
  return found
}

function minorOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return Number(/^Python 3\.(\d+)/.exec(stdout ?? '')?.[1] ?? Number.NaN)
}
