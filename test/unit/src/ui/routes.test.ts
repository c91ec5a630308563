import { describe, expect, test } from 'vitest'
import { routeOf } from '../../../../src/ui/routes.ts'
import type { Annotation, UiPages } from '../../../../src/ui/ui-pages.ts'

const written: [string, Annotation][] = []
const pages: UiPages = {
  runs: async (query) => `runs ${query.get('words') ?? ''}`,
  run: async (runId) => `run ${runId}`,
  group: async (id) => `group ${id}`,
  comparison: async (ids) => `compare ${ids.join(' ')}`,
  live: async () => ({ html: '', ended: true }),
  annotate: async (runId, annotation) => void written.push([runId, annotation]),
  problem: async (_, message) => message,
}

function route(method: string, address: string) {
  const url = new URL(address, 'http://127.0.0.1')
  return routeOf({ method, path: url.pathname, query: url.searchParams }, pages)
}
async function page(address: string) {
  const found = route('GET', address)
  return found?.kind === 'page' ? found.html() : (found?.kind ?? null)
}
async function write(address: string, form: string) {
  const found = route('POST', address)
  if (found?.kind !== 'write') return found
  written.length = 0
  await found.write(new URLSearchParams(form))
  return { next: found.next, written: written[0] }
}

describe('what an address names', () => {
  test.each([
    ['/', 'runs '],
    ['/?words=chat', 'runs chat'],
    ['/runs/20261121-084500-ab12cd', 'run 20261121-084500-ab12cd'],
    ['/runs/a%2Fb%20c', 'run a/b c'],
    ['/groups/s1', 'group s1'],
    ['/compare?run=a&run=b', 'compare a b'],
    ['/runs/a/live', 'live'],
    ['/runs/%zz', 'run %zz'],
  ])('%s is %s', async (address, expected) => expect(await page(address)).toBe(expected))

  test.each([
    '/nothing',
    '/runs',
    '/runs/',
    '/runs/a/b',
    '/runs/a/live/more',
    '/groups/',
    '/compare/x',
    '/runs/a/tags',
  ])('%s is nothing', async (address) => expect(await page(address)).toBeNull())

  test.each(['/', '/runs/a', '/runs/a/live', '/runs//tags', '/groups/a/tags'])(
    'nothing is written at %s',
    (address) => {
      expect(route('POST', address)).toBeNull()
    },
  )
})

describe('what a form writes', () => {
  test.each([
    ['/runs/a/tags', 'add=+nightly+', { kind: 'addTag', tag: 'nightly' }],
    ['/runs/a/tags', 'remove=nightly', { kind: 'removeTag', tag: 'nightly' }],
    ['/runs/a/notes', 'add=one%0D%0Atwo%0D%0A', { kind: 'addNote', text: 'one\ntwo' }],
    ['/runs/a/notes', 'remove=2', { kind: 'removeNote', number: 2 }],
  ])('%s with %s', async (address, form, annotation) => {
    expect(await write(address, form)).toEqual({ next: '/runs/a', written: ['a', annotation] })
  })

  test.each(['', 'add=', 'add=++', 'other=1'])('%j says neither what to add nor what to remove', async (form) => {
    await expect(write('/runs/a/tags', form)).rejects.toThrow('expected a tag to add or to remove, got none')
  })
})
