import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { factLines } from '../../output/text/fact-lines.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { withExistingStore, withStoreToChange } from '../../pipeline/stored/with-store.ts'
import { labelText } from './label-text.ts'

interface TagArgs {
  readonly run: string
  readonly tags?: readonly string[] | undefined
  readonly remove: readonly string[] | undefined
  readonly project: string | undefined
  readonly 'no-project': boolean | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Changes how a run is labelled, and says how it is labelled then. */
export function tag(args: TagArgs, io: Io): Promise<ExitCode> {
  const add = (args.tags ?? []).map((text) => labelText('tag', 'tag', text.replace(/^\+/, '')))
  const project = args['no-project'] === true ? null : args.project && labelText('tag', 'project', args.project)
  const changes = add.length > 0 || args.remove !== undefined || project !== undefined
  const opened = changes ? withStoreToChange : withExistingStore
  return opened(args.db, io, ({ store }): ExitCode => {
    const { runId, name } = store.findRun(args.run)
    if (add.length > 0 || args.remove !== undefined) store.changeTags(runId, { add, remove: args.remove ?? [] })
    if (project !== undefined) store.setProject(runId, project)
    const { tags, project: kept } = store.findRun(runId)
    if (args.json) io.stdout.write(`${JSON.stringify({ schema: 'infbench.labels/1', runId, project: kept, tags })}\n`)
    else {
      const style = textStyle(io.stdout, io.env)
      const facts = [['project', kept ?? 'none'] as const, ['tags', tags.join(', ') || 'none'] as const]
      io.stdout.write(`${style.bold(name)}  ${runId}\n${factLines(facts, style).join('\n')}\n`)
    }
    return 0
  })
}
