import { expect, test } from 'vitest'
import { exitCodeMeanings, exitCodeOf } from '../../../../src/cli/exit-codes.ts'
import { printError } from '../../../../src/cli/print-error.ts'
import { InfbenchError } from '../../../../src/core/errors.ts'
import { testIo } from '../../../helpers/test-io.ts'

test('an error is one line and its hint another, on stderr, without colours where there is no terminal', () => {
  const io = testIo()
  const error = new InfbenchError('target.unreachable', {
    message: 'http://h:1/v1: nothing answers',
    hint: 'infbench serve',
  })
  expect(printError(error, io)).toBe(69)
  expect(io.written).toEqual({ stdout: '', stderr: 'error: http://h:1/v1: nothing answers\n  hint: infbench serve\n' })
})

test('each line of a message with several faults is an error line of its own', () => {
  const io = testIo()
  printError(new InfbenchError('workload.invalid', { message: 'a.yaml:1:1 x: bad\na.yaml:2:1 y: bad' }), io)
  expect(io.written.stderr).toBe('error: a.yaml:1:1 x: bad\nerror: a.yaml:2:1 y: bad\n')
})

test('anything else is called a bug, and says how to report it without showing a stack', () => {
  const io = testIo()
  expect(printError(new TypeError('x is not a function'), io)).toBe(1)
  expect(io.written.stderr).toBe(
    'error: this is a bug in infbench: x is not a function\n  hint: run it again with INFBENCH_DEBUG=1 and report what it prints\n',
  )
})

test('INFBENCH_DEBUG=1 shows the stack and what caused it', () => {
  const io = testIo({ env: { INFBENCH_DEBUG: '1' } })
  printError(new InfbenchError('store.full', { message: 'no room', cause: new Error('ENOSPC') }), io)
  expect(io.written.stderr).toMatch(/at .*print-error\.test/)
  expect(io.written.stderr).toContain('caused by Error: ENOSPC')
})

test('colours follow the terminal, NO_COLOR and FORCE_COLOR', () => {
  const red = (options: Parameters<typeof testIo>[0]) => {
    const io = testIo(options)
    printError(new InfbenchError('usage', { message: 'm' }), io)
    return io.written.stderr.includes('\u001b[31m')
  }
  expect(red({ terminal: 80 })).toBe(true)
  expect(red({})).toBe(false)
  expect(red({ terminal: 80, env: { NO_COLOR: '1' } })).toBe(false)
  expect(red({ terminal: 80, env: { TERM: 'dumb' } })).toBe(false)
  expect(red({ env: { FORCE_COLOR: '1' } })).toBe(true)
  expect(red({ terminal: 80, env: { FORCE_COLOR: '0' } })).toBe(false)
})

test('every error code ends in an exit code that help explains, and none in 0', () => {
  for (const code of Object.values(exitCodeOf)) {
    expect(exitCodeMeanings[code]).toBeTruthy()
    expect(code).not.toBe(0)
  }
})
