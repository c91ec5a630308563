import { impureFiles, listed, processFacts, pureRooms, roomOf } from '../rooms.mjs'
import { onEveryImport, pathOf } from './path.mjs'

const clocks = { Date: ['now'], Math: ['random'], performance: ['now', 'timeOrigin'] }

/** Nothing but the entries and the clock reads the process, the console, the wall clock or unseeded randomness. */
export const injectTheWorld = {
  meta: { type: 'problem' },
  create(context) {
    const path = pathOf(context)
    const room = roomOf(path)
    if (room === null || listed(impureFiles, path)) return {}
    const facts = pureRooms.includes(`${room.side}/${room.room}`) ? [] : processFacts
    const report = (node, what) =>
      context.report({ node, message: `${what} is read here; take it from Io, Clock or Rng` })
    return {
      MemberExpression: (node) => visitMember(node, facts, report),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date') report(node, 'the wall clock')
      },
      NewExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
          report(node, 'the wall clock')
      },
      ...onEveryImport((node, specifier) => {
        if (/^(?:node:)?(?:process|console)$/.test(specifier) && !namesOnly(node, facts)) report(node, specifier)
      }),
    }
  },
}

function visitMember(node, facts, report) {
  const object = globalName(node.object)
  const member = node.computed ? node.property.value : node.property.name
  if (object === 'console') report(node, 'console')
  else if (object === 'process' && !facts.includes(member)) report(node, `process.${member ?? '[...]'}`)
  else if (clocks[object]?.includes(member)) report(node, `${object}.${member}`)
}

/** `process` and `globalThis.process` alike; undefined for anything else than a name. */
function globalName(node) {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier') return undefined
  return node.object.name === 'globalThis' || node.object.name === 'global' ? node.property.name : undefined
}

/** `import { versions } from 'node:process'`: nothing but names of `facts`. */
function namesOnly(node, facts) {
  const specifiers = node.specifiers ?? []
  return specifiers.length > 0 && specifiers.every((specifier) => facts.includes(specifier.imported?.name))
}
