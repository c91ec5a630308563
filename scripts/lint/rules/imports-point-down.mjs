import { forbidden, roomOf } from '../rooms.mjs'
import { importedPath, onEveryImport, pathOf } from './path.mjs'

/** Imports follow the plan of the house: down only, never between rooms of one floor, never between src and engine. */
export const importsPointDown = {
  meta: { type: 'problem' },
  create(context) {
    const from = pathOf(context)
    const room = roomOf(from)
    if (room === null) return {}
    return onEveryImport((node, specifier) => {
      const path = importedPath(context, specifier)
      const message = path === null ? null : faultOf(from, room, path)
      if (message !== null) context.report({ node, message })
    })
  },
}

function faultOf(from, room, path) {
  const target = roomOf(path)
  if (target !== null) return forbidden(room, target)
  if (path === 'package.json') return null
  if (path.startsWith('reports/') && room.side === 'src' && room.room === 'report') return null
  return `${from} imports ${path}, which lies outside src and engine; only src/report may import reports/`
}
