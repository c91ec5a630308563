import { ioModules, ioRooms, listed, pureExceptions, pureRooms, roomOf } from '../rooms.mjs'
import { importedPath, onEveryImport, pathOf } from './path.mjs'

/** A pure room computes from what it is given: no I/O module, no room that does I/O. */
export const pureRoomsStayPure = {
  meta: { type: 'problem' },
  create(context) {
    const path = pathOf(context)
    const room = roomOf(path)
    if (room === null || !pureRooms.includes(`${room.side}/${room.room}`)) return {}
    const atEdge = listed(pureExceptions, path)
    return onEveryImport((node, specifier) => {
      const message = faultOf(`${room.side}/${room.room}`, importedPath(context, specifier), specifier, atEdge)
      if (message !== null) context.report({ node, message })
    })
  },
}

function faultOf(room, path, specifier, atEdge) {
  if (path !== null) {
    const target = roomOf(path)
    const name = target && `${target.side}/${target.room}`
    return ioRooms.includes(name) ? `${room} is pure and never imports ${name}, which does I/O` : null
  }
  const module = specifier.replace(/^node:/, '')
  return !atEdge && ioModules.includes(module)
    ? `${room} is pure and never imports ${specifier}; take the value as an argument`
    : null
}
