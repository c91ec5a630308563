import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { rerunCommand, shellWord } from '../../../../../src/cli/pipeline/rerun-command.ts'

test('the rerun command repeats the file and every override', () => {
  const workload = { text: '', path: 'my runs/chat.yaml', overrides: ['arrival.rate=4/s', 'name=it is'] }
  expect(rerunCommand({ workload })).toBe("infbench run 'my runs/chat.yaml' --set arrival.rate=4/s --set 'name=it is'")
})

test('a shell reads every word back as it was', () => {
  const words = ['plain', "it's", 'a b', '$HOME', '`x`', '"', '', 'a;b', '*', 'é', 'line\nbreak']
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' })
  expect(said.split('\0').slice(0, -1)).toEqual(words)
})
