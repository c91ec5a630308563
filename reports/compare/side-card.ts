import type { ComparedRun, ComparedSide } from '../../src/report/comparison/comparison.ts'
import { formatCount } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { readableDate, validityStrip } from '../page/masthead.ts'

const gravest = ['invalid', 'degraded', 'valid'] as const
const mostReasons = 4

/** One side: its run or runs, where they went, what completed, and how they are stamped. */
export function sideCard({ letter, name, runs }: ComparedSide): Markup {
  const first = runs[0] as ComparedRun
  const total = (of: (run: ComparedRun) => number) => formatCount(runs.reduce((sum, run) => sum + of(run), 0))
  const requests = `${total((run) => run.requests.sent)} sent, ${total((run) => run.requests.completed)} completed, ${total((run) => run.requests.failed)} failed`
  const pairs: readonly (readonly [string, string])[] = [
    runs.length === 1 ? ['Run', first.runId] : ['Runs', `${runs.length}, ${first.runId} and later`],
    ['Started', readableDate(first.startedAt)],
    ['Model', first.model],
    ['Target', first.kind === 'engine' ? 'bundled engine' : first.url],
    ['Requests', requests],
  ]
  const lines = pairs.map(([label, value]) => html`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`)
  return html`<section class="card side-${letter.toLowerCase()}"><h2><span class="side">${letter}</span> <bdi>${name}</bdi></h2><dl class="pairs facts">${lines}</dl>${validityStrip(validityOf(runs), `Validity of ${letter}`)}${runs.length > 1 && runTable(runs)}</section>`
}

/** The gravest stamp of all runs, with the reasons that runs have, each once. */
function validityOf(runs: readonly ComparedRun[]) {
  const status = gravest.find((stamp) => runs.some((run) => run.status === stamp)) ?? 'valid'
  const all = runs.flatMap((run) => run.reasons)
  const reasons = all.filter((reason, i) => all.findIndex(({ code }) => code === reason.code) === i)
  return { status, reasons: runs.length === 1 ? reasons : reasons.slice(0, mostReasons) }
}

function runTable(runs: readonly ComparedRun[]): Markup {
  const rows = runs.map(
    ({ runId, seed, requests, status }) =>
      html`<tr><th scope="row">${runId}</th><td data-label="seed">${seed ?? '–'}</td><td data-label="completed">${formatCount(requests.completed)}</td><td data-label="" class="text"><span class="stamp-word ${status}">${status}</span></td></tr>`,
  )
  return html`<details><summary>All runs</summary><table class="figures"><thead><tr><th scope="col">Run</th><th scope="col">Seed</th><th scope="col">Completed</th><th scope="col" class="text">Stamp</th></tr></thead><tbody>${rows}</tbody></table></details>`
}
