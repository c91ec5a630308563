import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { nearest } from '../../../core/nearest.ts'
import type { Baseline, Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { layOut } from '../../output/text/columns.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { withExistingStore, withStoreToChange } from '../../pipeline/stored/with-store.ts'
import { labelText } from './label-text.ts'

interface BaselineArgs {
  readonly action: 'set' | 'list' | 'remove'
  readonly name?: string | undefined
  readonly runs?: readonly string[] | undefined
  readonly project: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Names runs as a baseline or forgets one, then shows those that there are. */
export function baseline(args: BaselineArgs, io: Io): Promise<ExitCode> {
  if (args.action !== 'list' && args.name === undefined) throw missing(args.action)
  if (args.action !== 'set' && (args.runs ?? []).length > 0) throw tooMuch(args.action, args.runs as readonly string[])
  if (args.action === 'list' && args.name !== undefined) throw tooMuch('list', [args.name])
  const opened = args.action === 'list' ? withExistingStore : withStoreToChange
  return opened(args.db, io, ({ store }): ExitCode => {
    if (args.action === 'set') setBaseline(store, args, io.clock.wallMs())
    if (args.action === 'remove') removeBaseline(store, args)
    const baselines = store.listBaselines(args.project)
    if (args.json)
      io.stdout.write(`${JSON.stringify({ schema: 'infbench.baselines/1', baselines: baselines.map(jsonOf) })}\n`)
    else io.stdout.write(baselineTable(baselines, io))
    return 0
  })
}

const jsonOf = ({ setAtMs, ...facts }: Baseline) => ({ ...facts, setAt: new Date(setAtMs).toISOString() })

function setBaseline(store: Store, { name = '', runs = [], project }: BaselineArgs, setAtMs: number): void {
  const references = runs.length > 0 ? runs : ['latest']
  const headers = references.map((reference) =>
    store.findRun(
      project !== undefined && /^latest(~\d+)?$/.test(reference)
        ? reference.replace('latest', `project:${project}`)
        : reference,
    ),
  )
  const projects = [...new Set(headers.map((header) => header.project))]
  if (projects.length > 1) throw severalProjects(projects)
  const named = labelText('baseline', 'baseline', name)
  store.setBaseline({ project: projects[0] ?? null, name: named, setAtMs, runIds: headers.map(({ runId }) => runId) })
}

function removeBaseline(store: Store, { name = '', project }: BaselineArgs): void {
  const all = store.listBaselines(project)
  const found = all.filter((one) => one.name === name)
  if (found.length === 1) return void store.removeBaseline(name, (found[0] as Baseline).project)
  const close = nearest(
    name,
    all.map((one) => one.name),
  )
  const expected =
    found.length > 1
      ? `a project with it, for there are baselines of that name in ${found.length}`
      : `a baseline that there is${close === null ? '' : `; did you mean ${close}?`}`
  throw new InfbenchError('usage', {
    message: `baseline remove: ${JSON.stringify(name)}: expected ${expected}`,
    hint:
      found.length > 1
        ? `infbench baseline remove ${name} --project ${found.at(-1)?.project}`
        : 'infbench baseline list',
  })
}

function baselineTable(baselines: readonly Baseline[], io: Io): string {
  const style = textStyle(io.stdout, io.env)
  if (baselines.length === 0) return 'no baselines are set\n\nnext: infbench baseline set main latest\n'
  const rows = baselines.map(({ project, name, setAtMs, runIds }) => {
    const [first = '', ...more] = runIds
    const when = new Date(setAtMs).toISOString().slice(0, 16).replace('T', ' ')
    return [name, project ?? style.symbols.none, when, more.length === 0 ? first : `${first} and ${more.length} more`]
  })
  const head = ['baseline', 'project', 'set', 'runs'].map((cell) => style.dim(cell))
  return `${layOut([head, ...rows], { left: [1, 2, 3] }).join('\n')}\n`
}

const missing = (action: string) =>
  new InfbenchError('usage', {
    message: `baseline ${action}: expected the name of a baseline, got nothing`,
    hint: `infbench baseline ${action} main${action === 'set' ? ' latest' : ''}`,
  })

const tooMuch = (action: string, words: readonly string[]) =>
  new InfbenchError('usage', {
    message: `baseline ${action}: expected nothing more, got ${words.join(' ')}`,
    hint: 'infbench baseline --help',
  })

const severalProjects = (projects: readonly (string | null)[]) =>
  new InfbenchError('usage', {
    message: `baseline set: expected runs of one project, got those of ${projects.map((project) => project ?? 'none').join(', ')}`,
    hint: 'infbench tag RUN --project NAME puts a run into one',
  })
