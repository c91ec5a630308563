import { describe, expect, test } from 'vitest'
import { type Access, admit, cookieName, cookieOf } from '../../../../src/ui/access.ts'

const access: Access = { token: 'correct-horse-battery', port: 8710 }
const host = '127.0.0.1:8710'
const cookie = `other=1; ${cookieName(access)}=${access.token}`
const ask = (headers: Record<string, string>, { method = 'GET', token = null as string | null } = {}) =>
  admit(access, { method, headers: { host, ...headers }, token }).kind

describe('who is let in', () => {
  test('the holder of the cookie, and of the token as a bearer', () => {
    expect(ask({ cookie })).toBe('pass')
    expect(ask({ authorization: `Bearer ${access.token}` })).toBe('pass')
    expect(ask({ host: 'localhost:8710', cookie })).toBe('pass')
  })

  test('whoever brings the token in the address is given the cookie, closed to scripts and other sites', () => {
    expect(ask({}, { token: access.token })).toBe('enter')
    expect(cookieOf(access)).toBe('infbench_ui_8710=correct-horse-battery; Path=/; HttpOnly; SameSite=Strict')
  })

  test.each([
    ['nobody', {}, null],
    ['a wrong token', {}, 'correct-horse-batterz'],
    ['an empty token', {}, ''],
    ['the start of the token', {}, 'correct'],
    ['a wrong cookie', { cookie: `${cookieName(access)}=x` }, null],
    ['the cookie of another port', { cookie: `infbench_ui_8711=${access.token}` }, null],
    ['a wrong bearer', { authorization: 'Bearer x' }, null],
  ])('%s is refused', (_, headers, token) => {
    expect(ask(headers as Record<string, string>, { token })).toBe('refused')
  })

  test.each(['attacker.example:8710', '127.0.0.1', '127.0.0.1:80', ''])(
    'even the holder of the cookie is refused under the name %j, which a rebound name server could give us',
    (name) => expect(ask({ host: name, cookie })).toBe('refused'),
  )

  test('what writes must come from a page of ours, or hold the token itself', () => {
    const method = 'POST'
    expect(ask({ cookie, origin: 'http://127.0.0.1:8710' }, { method })).toBe('pass')
    expect(ask({ cookie, origin: 'http://attacker.example' }, { method })).toBe('refused')
    expect(ask({ cookie, origin: 'null' }, { method })).toBe('refused')
    expect(ask({ cookie }, { method })).toBe('refused')
    expect(ask({ authorization: `Bearer ${access.token}` }, { method })).toBe('pass')
    expect(ask({ origin: 'http://127.0.0.1:8710' }, { method, token: access.token })).toBe('refused')
  })
})
