import type { LoadProgress } from '../../load/run-load.ts'

/** What a run tells whoever watches it. The command line draws it; a program that imports infbench may ignore it. */
export interface RunObserver {
  /** A step that may take a while has begun: `starting synthetic:llama-15m`. Ends the step before. */
  stage(text: string): void
  /** How far the current step is: `120 of 500`. Cheap enough to call per item. */
  detail(text: string): void
  /** Something a person should know about the run, e.g. that lengths were scaled. */
  note(text: string): void
  /** Requests are being sent; `progress` may be asked at any time until the next stage. */
  load(progress: () => LoadProgress): void
}

/** Watches nothing. */
export const silentObserver: RunObserver = { stage: () => {}, detail: () => {}, note: () => {}, load: () => {} }
