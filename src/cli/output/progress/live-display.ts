import type { Io, Output } from '../../../core/io.ts'
import { sToNs } from '../../../core/units.ts'
import type { RunObserver } from '../../pipeline/run-observer.ts'
import { silentObserver } from '../../pipeline/run-observer.ts'
import { type Step, progressLine, progressLines, stepLine } from './progress-lines.ts'
import { textStyle } from '../text/text-style.ts'

/**
 * Shows a run while it happens, on stderr: on a terminal a live block, redrawn a few times a second; elsewhere a line when a
 * step begins and another every ten seconds, so that a log stays readable and nothing is silent for long.
 */
export interface LiveDisplay extends RunObserver {
  /** Ends the live block, leaving nothing of it on the screen. */
  close(): void
}

type DisplayIo = Pick<Io, 'clock' | 'env' | 'stderr' | 'stop'>

const stopping = 'stopping: waiting for what is in flight; Ctrl-C again ends at once'
const redrawMs = 200
const plainEveryNs = sToNs(10)

/** A display for `io.stderr`, or one that shows nothing when `quiet`. */
export async function openLiveDisplay(io: DisplayIo, quiet: boolean): Promise<LiveDisplay> {
  if (quiet) return { ...silentObserver, close: () => {} }
  return io.stderr.isTerminal ? openTerminalDisplay(io) : openPlainDisplay(io)
}

async function openTerminalDisplay(io: DisplayIo): Promise<LiveDisplay> {
  const { createLogUpdate } = await import('log-update')
  const style = textStyle(io.stderr, io.env)
  const live = createLogUpdate(asStream(io.stderr), { showCursor: true })
  let step: Step | null = null
  const draw = () => {
    if (step === null) return
    const lines = step.progress
      ? progressLines(step.progress(), style)
      : [style.dim(stepLine(step, io.clock.nowNs(), style))]
    live([...(io.stop.aborted ? [style.yellow(stopping)] : []), ...lines].join('\n'))
  }
  const timer = setInterval(draw, redrawMs)
  return {
    ...stepObserver(
      io,
      draw,
      () => step,
      (next) => (step = next),
    ),
    note: (text) => {
      live.clear()
      io.stderr.write(`${style.yellow('note:')} ${text}\n`)
      draw()
    },
    close: () => {
      clearInterval(timer)
      step = null
      live.clear()
    },
  }
}

function openPlainDisplay(io: DisplayIo): LiveDisplay {
  const style = textStyle(io.stderr, io.env)
  let step: Step | null = null
  let shownAt = 0
  const show = () => {
    if (step === null) return
    shownAt = io.clock.nowNs()
    io.stderr.write(`${step.progress ? progressLine(step.progress()) : stepLine(step, shownAt, style)}\n`)
  }
  const showWhenDue = () => {
    if (io.clock.nowNs() - shownAt >= plainEveryNs) show()
  }
  const timer = setInterval(showWhenDue, redrawMs)
  const sayStopping = () => io.stderr.write(`${stopping}\n`)
  io.stop.addEventListener('abort', sayStopping)
  return {
    ...stepObserver(
      io,
      show,
      () => step,
      (next) => (step = next),
    ),
    note: (text) => io.stderr.write(`note: ${text}\n`),
    close: () => {
      clearInterval(timer)
      io.stop.removeEventListener('abort', sayStopping)
    },
  }
}

function stepObserver(
  io: DisplayIo,
  show: () => void,
  get: () => Step | null,
  set: (step: Step) => void,
): Omit<RunObserver, 'note'> {
  const begin = (text: string, progress: Step['progress']) => {
    set({ text, detail: '', sinceNs: io.clock.nowNs(), progress })
    show()
  }
  return {
    stage: (text) => begin(text, null),
    load: (progress) => begin('sending', progress),
    detail: (detail) => {
      const step = get()
      if (step !== null) set({ ...step, detail })
    },
  }
}

/** What log-update needs of a stream. */
const asStream = (output: Output) =>
  ({
    write: (text: string) => output.write(text),
    isTTY: output.isTerminal,
    get columns() {
      return output.columns ?? undefined
    },
  }) as unknown as NodeJS.WritableStream
