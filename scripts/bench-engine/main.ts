/**
 * The engine against other engines, row by row, in turns: `npm run bench:engine -- [OPTIONS]`, see `usage`. Reads top down:
 * prepare the peers, measure the rows in order of importance, write the document after each, print the table.
 */
import { parseArgs } from 'node:util'
import { physicalCores } from '../../engine/runtime/setup/physical-cores.ts'
import { aloneRows } from './alone/alone-rows.ts'
import { studyTable } from './output/table.ts'
import { modelStages } from './peers/model-stages.ts'
import { type PeerPaths, peerPaths } from './peers/peer-paths.ts'
import { runStages } from './peers/stage.ts'
import { toolStages } from './peers/tool-stages.ts'
import { longContexts } from './peers/versions.ts'
import { stepRows } from './rows/bars.ts'
import type { StepRow } from './rows/row.ts'
import { wanted } from './rows/select-rows.ts'
import { runStudy } from './run-study.ts'

const { values, positionals } = parseArgs({
  // More patterns after the one of --only.
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    'prepare-only': { type: 'boolean', default: false },
    rounds: { type: 'string' },
    others: { type: 'string', default: '5' },
  },
})

const usage = `bench:engine [--json FILE] [--no-peers] [--only PATTERN ...] [--quick] [--list] [--prepare-only]
  --json FILE      merge the rows into this document; a study may be run in pieces
  --only PATTERN   rows by name, * is anything: --only '1b int4 decode*'
  --quick          the most telling rows only, three samples each
  --no-peers       our rows without anybody to compare with
  --rounds N       undisturbed samples of each (default 5)
  --others PERCENT most CPU of other processes in a sample that counts (default 5)
  --prepare-only   build the peers and end
  --list           names of the rows
Peers are built once in PEERS_DIR (default ~/.cache/infbench/peers): some ten minutes on two cores, 9 GB.
`

const say = (line: string) => void process.stderr.write(`${line}\n`)

// Ends the processes that wait, stopped, for their turn.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

await main().catch((error: unknown) => {
  say(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})

async function main(): Promise<void> {
  const threads = Math.min(2, physicalCores())
  const paths = peerPaths(process.env)
  const allAlone = aloneRows(paths, threads)
  const all = [...stepRows, ...allAlone]
  const names = all.map(({ name }) => name)
  if (values.help || values.list) return void process.stdout.write(values.help ? usage : `${names.join('\n')}\n`)
  const chosen = ({ name, quick }: { name: string; quick?: boolean }) =>
    wanted(name, [...values.only, ...positionals]) && (!values.quick || quick === true)
  const steps = stepRows.filter(chosen)
  const withPeers = !values['no-peers']
  if (values['prepare-only'] || (withPeers && steps.length > 0)) preparePeers(paths, threads, steps)
  if (values['prepare-only']) return
  const document = await runStudy({
    ...{ steps, alone: allAlone.filter(chosen), names, paths, threads, withPeers, say },
    rounds: Number(values.rounds ?? (values.quick ? 3 : 5)),
    mostOthersShare: Number(values.others) / 100,
    json: values.json ?? null,
  })
  process.stdout.write(`${studyTable(document.rows)}\n`)
}

function preparePeers(paths: PeerPaths, threads: number, rows: readonly StepRow[]): void {
  const contexts = rows.flatMap(({ shape }) => (shape.kind === 'decode' ? shape.context : []))
  const long = [...new Set(contexts)].filter((tokens) => tokens > longContexts.longerThan)
  const stages = [...toolStages(paths, threads), ...modelStages(paths, threads, long)]
  runStages(stages, ({ name }) => `${paths.root}/logs/${name.replaceAll(/\W+/g, '-')}.log`, say)
}
