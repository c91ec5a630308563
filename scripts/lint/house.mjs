import { importsPointDown } from './rules/imports-point-down.mjs'
import { injectTheWorld } from './rules/inject-the-world.mjs'
import { nameTheUnit } from './rules/name-the-unit.mjs'
import { pureRoomsStayPure } from './rules/pure-rooms.mjs'

/** The rules of this house for oxlint; .oxlintrc.json switches them on. */
export default {
  meta: { name: 'house' },
  rules: {
    'imports-point-down': importsPointDown,
    'pure-rooms': pureRoomsStayPure,
    'inject-the-world': injectTheWorld,
    'name-the-unit': nameTheUnit,
  },
}
