import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A step of preparing the peers that is done once. */
export interface Stage {
  readonly name: string
  /** For people, before it starts: how long it takes on two cores. */
  readonly takes: string
  done(): boolean
  run(log: string): void
}

/** What preparing needs of the machine, and how to get it. */
export class MissingTool extends Error {
  constructor(tool: string, how: string) {
    super(`${tool}: expected on the PATH, got nothing; ${how}`)
  }
}

/** Runs what is not done yet, in order, saying what and why it takes long. Stops at the first failure. */
export function runStages(
  stages: readonly Stage[],
  logOf: (stage: Stage) => string,
  say: (line: string) => void,
): void {
  for (const stage of stages) {
    if (stage.done()) continue
    say(`peers: ${stage.name} (${stage.takes})`)
    const log = logOf(stage)
    mkdirSync(dirname(log), { recursive: true })
    stage.run(log)
    if (!stage.done()) throw new Error(`peers: ${stage.name}: expected a result, got none; see ${log}`)
  }
}

/** Runs a program, its output appended to `log`; throws with the last lines of it when it fails. */
export function runLogged(log: string, program: string, args: readonly string[], cwd?: string): void {
  const file = openSync(log, 'a')
  const { status, error } = spawnSync(program, [...args], { cwd, stdio: ['ignore', file, file] })
  closeSync(file)
  if (error === undefined && status === 0) return
  const tail = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n  ') : ''
  throw new Error(`${program} ${args[0] ?? ''} ended with ${status ?? error?.message}; ${log}:\n  ${tail}`)
}

/** Throws `MissingTool` unless the program can be started. */
export function needTool(tool: string, how: string, args: readonly string[] = ['--version']): void {
  if (spawnSync(tool, [...args], { stdio: 'ignore' }).error !== undefined) throw new MissingTool(tool, how)
}

/** A stage whose mark, written last, says what it made. */
export function marked(mark: string, wanted: string, stage: Omit<Stage, 'done'>): Stage {
  return {
    ...stage,
    done: () => existsSync(mark) && readFileSync(mark, 'utf8') === wanted,
    run(log) {
      stage.run(log)
      writeFileSync(mark, wanted)
    },
  }
}
