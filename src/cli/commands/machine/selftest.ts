import type { Certificate } from '../../../core/certificate.ts'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { openLiveDisplay } from '../../output/progress/live-display.ts'
import { checkTable } from '../../output/tables/check-table.ts'
import { figureText } from '../../output/text/check-figures.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { packageVersion } from '../../package-version.ts'
import { certify } from '../../pipeline/selftest/certify.ts'
import { coreTimes, stolenShare } from '../../pipeline/selftest/stolen-time.ts'
import { withStore } from '../../pipeline/stored/with-store.ts'

interface SelftestArgs {
  readonly only: readonly string[] | undefined
  readonly db: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** Measures a server whose schedule is known, shows every check beside its bar, and keeps a whole self-test for later runs. */
export async function selftest(args: SelftestArgs, io: Io): Promise<ExitCode> {
  const only = args.only === undefined || args.only.length === 0 ? null : args.only
  const before = await coreTimes()
  const certificate = await measured(only, args.quiet, io)
  const stolen = stolenShare(before, await coreTimes())
  if (only === null) await withStore(args.db, io, ({ store }) => store.saveCertificate(certificate))
  io.stdout.write(
    args.json
      ? `${JSON.stringify({ schema: 'infbench.selftest/1', complete: only === null, ...certificate })}\n`
      : checkTable(certificate, only === null, textStyle(io.stdout, io.env)),
  )
  if (!certificate.passed) throw missed(certificate, stolen)
  return 0
}

async function measured(only: readonly string[] | null, isQuiet: boolean, io: Io): Promise<Certificate> {
  const display = await openLiveDisplay(io, isQuiet)
  try {
    return await certify({ only, io, version: packageVersion(), onCase: (about) => display.stage(about) })
  } finally {
    display.close()
  }
}

/** Of the cores' time; less is no reason for anything. */
const muchStolen = 0.01
const percent = 100

const otherPrograms =
  'end other programs, or give infbench cores of its own, and run it again: what is measured meanwhile has errors of this size'

/** `stolen`: what the host of a virtual machine gave to others meanwhile, which nobody inside it can end. */
function missed({ checks }: Certificate, stolen: number | null): InfbenchError {
  const failed = checks.filter(({ passed }) => !passed)
  const list = failed.map((check) => `${check.group}: ${check.label} ${figureText(check.measured, check)}`)
  const most = 3
  const rest = list.length > most ? ` and ${list.length - most} more` : ''
  return new InfbenchError('selftest.missed', {
    message: `this machine cannot measure to the bar: ${failed.length} of ${checks.length} checks missed (${list.slice(0, most).join('; ')}${rest})`,
    hint: failed.every(({ name }) => name === 'open-files' || name === 'connections')
      ? 'ulimit -n 8192, in the shell that runs infbench'
      : hintFor(stolen),
  })
}

function hintFor(stolen: number | null): string {
  if (stolen === null || stolen < muchStolen) return otherPrograms
  const share = (percent * stolen).toFixed(0)
  return `the host of this virtual machine gave ${share} % of its cores' time to others meanwhile (steal): run it again at another time, or on another machine`
}
