import { InfbenchError } from '../core/errors.ts'
import type { Annotation, UiPages } from './ui-pages.ts'

/** What a path asks for. */
export type Route =
  /** A page. */
  | { readonly kind: 'page'; readonly html: () => Promise<string> }
  /** The stream of a run in progress. */
  | { readonly kind: 'live'; readonly runId: string }
  /** A form, after which the browser goes back to `next`. */
  | {
      readonly kind: 'write'
      readonly next: string
      readonly write: (form: URLSearchParams) => Promise<void>
    }

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

/** The route of a request; null where nothing is. */
export function routeOf({ method, path, query }: Asked, pages: UiPages): Route | null {
  const [room = '', id = '', action = null, ...more] = path.split('/').slice(1).map(decoded)
  if (more.length > 0) return null
  if (method === 'POST') return room === 'runs' && id !== '' ? formRoute(id, action, pages) : null
  if (room === 'runs' && id !== '' && action === 'live') return { kind: 'live', runId: id }
  if (action !== null) return null
  const html = pageOf(room, id, query, pages)
  return html === null ? null : { kind: 'page', html }
}

function pageOf(room: string, id: string, query: URLSearchParams, pages: UiPages): (() => Promise<string>) | null {
  if (room === '' && id === '') return () => pages.runs(query)
  if (room === 'compare' && id === '') return () => pages.comparison(query.getAll('run'))
  if (room === 'runs' && id !== '') return () => pages.run(id)
  if (room === 'groups' && id !== '') return () => pages.group(id)
  return null
}

function formRoute(runId: string, action: string | null, pages: UiPages): Route | null {
  const annotationOf = action === null ? undefined : annotations[action]
  if (annotationOf === undefined) return null
  return {
    kind: 'write',
    next: `/runs/${encodeURIComponent(runId)}`,
    write: (form) => pages.annotate(runId, annotationOf(form)),
  }
}

/** Tags and notes: a form adds one or takes one away. */
const annotations: Readonly<Record<string, (form: URLSearchParams) => Annotation>> = {
  tags(form) {
    const { add, remove } = changeOf('tag', form)
    return add === null ? { kind: 'removeTag', tag: remove } : { kind: 'addTag', tag: add }
  },
  notes(form) {
    const { add, remove } = changeOf('note', form)
    return add === null ? { kind: 'removeNote', number: Number(remove) } : { kind: 'addNote', text: add }
  },
}

function changeOf(what: string, form: URLSearchParams) {
  const add = form.get('add')?.replaceAll('\r\n', '\n').trim()
  const remove = form.get('remove')
  if (add !== undefined && add !== '') return { add, remove: null }
  if (remove !== null) return { add: null, remove }
  throw new InfbenchError('usage', { message: `expected a ${what} to add or to remove, got none` })
}

/** A part of a path as it was meant; what cannot be decoded names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
