import { existsSync } from 'node:fs'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { stepBack } from '../../../core/thread.ts'
import { storePath } from '../../../store/store-path.ts'
import { startUi, type Ui } from '../../../ui/start-ui.ts'
import type { UiPages } from '../../../ui/ui-pages.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { openAddress } from '../../pipeline/reports/open-file.ts'
import { uiPages } from '../../pipeline/ui/ui-pages.ts'

interface UiArgs {
  readonly port: number | undefined
  readonly open: boolean
  readonly db: string | undefined
}

const usualPort = 8710

/** Serves the page until Ctrl-C. It gives way to whatever is being measured on the same machine. */
export async function ui(args: UiArgs, io: Io): Promise<ExitCode> {
  if (args.port !== undefined && !(Number.isInteger(args.port) && args.port >= 0 && args.port <= 65_535))
    throw new InfbenchError('usage', {
      message: `--port: expected a port from 0 to 65535, got ${args.port}`,
      hint: 'infbench ui --port 0 takes any free one',
    })
  const path = storePath(args.db, io.env, io.cwd)
  const pages = uiPages(args.db, io)
  const served = await start(pages, args.port, io)
  stepBack()
  const empty = existsSync(path) ? '' : ', which holds nothing yet'
  io.stdout.write(`${served.url}\n`)
  io.stderr.write(
    `runs of ${shownPath(path, io.cwd)}${empty}, for this machine and holders of the token; Ctrl-C ends it\n`,
  )
  if (args.open) await openPage(served.url, io)
  await stopped(io.stop)
  await served.close()
  return 0
}

async function openPage(url: string, io: Io): Promise<void> {
  const fault = await openAddress(url, io)
  if (fault !== null) io.stderr.write(`warning: no browser was opened (${fault}); open the address above\n`)
}

/** Without a wish, the usual port, so that the address stays the same, unless somebody has it. */
async function start(pages: UiPages, port: number | undefined, { clock }: Io): Promise<Ui> {
  try {
    return await startUi({ pages, port: port ?? usualPort, clock })
  } catch (error) {
    if (port !== undefined) throw error
    return startUi({ pages, port: 0, clock })
  }
}

function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve()
  // Only the server is left to keep the process alive, and it does.
  return new Promise((end) => stop.addEventListener('abort', () => end(), { once: true }))
}
