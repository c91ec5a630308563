import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import { peerCommand, engineCommand, peaksCommand, settingName } from './commands.ts'
import { type Child, type ChildCommand, startChild } from './child.ts'
import type { PeerPaths } from '../peers/peer-paths.ts'
import type { EngineSetting, PeerName, StepRow } from '../rows/row.ts'

/** Processes with loaded models, each started when a row first needs it and ended when no later row does. */
export interface Cast {
  ours(setting: EngineSetting): Promise<Child>
  peer(peer: PeerName, model: string): Promise<Child>
  peaks(): Promise<Child>
  /** Anyone else; stays until dismissed. */
  guest(command: ChildCommand): Promise<Child>
  /** Ends who is not needed by `later`. */
  dismiss(later: readonly StepRow[]): Promise<void>
  /** Process ids of all that run. */
  pids(): readonly number[]
  close(): Promise<void>
}

/** Nobody is started yet. `rows`: all that are to be measured; ours is sized for them. */
export function createCast(rows: readonly StepRow[], paths: PeerPaths, threads: number): Cast {
  const children = new Map<string, Child>()
  const start = async (key: string, command: () => ChildCommand) => {
    const child = children.get(key) ?? (await startChild(command()))
    children.set(key, child)
    return child
  }
  const shapesOf = (setting: EngineSetting): readonly StepShape[] =>
    rows
      .filter((row) => settingsOf(row).some((each) => settingName(each) === settingName(setting)))
      .map(({ shape }) => shape)
  const end = async (keys: readonly string[]) => {
    for (const key of keys) {
      await children.get(key)?.close()
      children.delete(key)
    }
  }
  return {
    ours: (setting) => start(settingName(setting), () => engineCommand(setting, shapesOf(setting), threads)),
    peer: (peer, model) => start(`${peer} ${model}`, () => peerCommand(peer, model, paths, threads)),
    guest: (command) => start(command.name, () => command),
    peaks: () => start('peaks', () => peaksCommand(threads)),
    dismiss(later) {
      const needed = new Set(
        later.flatMap((row) => [
          ...settingsOf(row).map(settingName),
          ...row.peers.map((peer) => `${peer} ${row.ours.model}`),
        ]),
      )
      return end([...children.keys()].filter((key) => key !== 'peaks' && !needed.has(key)))
    },
    pids: () => [...children.values()].map(({ pid }) => pid),
    close: () => end([...children.keys()]),
  }
}

function settingsOf({ ours, against }: StepRow): readonly EngineSetting[] {
  return against === undefined ? [ours] : [ours, against.setting]
}
