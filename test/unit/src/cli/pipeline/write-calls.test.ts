import { expect, test } from 'vitest'
import { callWriter } from '../../../../../src/cli/pipeline/write-calls.ts'
import type { Tokenizer } from '../../../../../src/core/tokenizer.ts'
import type { Said } from '../../../../../src/load/sessions/session-writer.ts'
import { createPromptWriter } from '../../../../../src/workload/prompt/prompt-writer.ts'
import { buildSchedule } from '../../../../../src/workload/schedule.ts'
import { wordIds } from '../../../../../src/selftest/mock/word-ids.ts'
import { openSource } from '../../../../../src/workload/sources/open-source.ts'
import { planOf } from '../../../../helpers/workload-case.ts'

/** A server whose words are a token each; its template begins with five tokens, has three around a message and asks with two. */
const template = { begin: 5, message: 3, ask: 2 }
const overhead = { chat: 10, completion: 1, turn: 6 }
const tokenizer = (known: Tokenizer['overhead']): Tokenizer => ({
  ...{ name: 'words', fidelity: 'target', overhead: known },
  encode: async (text) => wordIds(text),
})

interface Body {
  readonly messages?: readonly { readonly content: string }[]
  readonly prompt?: string
}

/** `usage.prompt_tokens`, counted from the body alone. */
const usageOf = ({ messages, prompt }: Body) =>
  messages === undefined
    ? 1 + wordIds(prompt as string).length
    : messages.reduce(
        (sum, { content }) => sum + template.message + wordIds(content).length,
        template.begin + template.ask,
      )

const agents =
  '{turns: {uniform: [2, 6]}, start: 300, shared: 40, input: 90, output: 8, fanOut: {share: 0.5, calls: 3}}'

/** Plays sessions against that server, which answers with so many `words`, and tells (or not) as many tokens as asked; asked and counted prompt tokens by call. */
async function played(
  api: 'chat' | 'completions',
  known: Tokenizer['overhead'],
  { drawn = agents, words = (tokens: number, _call: number) => tokens, tells = true } = {},
) {
  const plan = planOf(`requests:
  api: ${api}
  source: {sessions: ${drawn}}
arrival: {process: concurrency, users: 1}
count: 120
`)
  const source = await openSource(plan.requests.source)
  const { sessions = [] } = buildSchedule(plan, new Map([['default', source]]), null)
  const writer = await createPromptWriter(tokenizer(known), { seed: 1, unique: true, api })
  const options = { plan, sessions: plan.requests.sessions as NonNullable<typeof plan.requests.sessions>, model: 'm' }
  const calls = callWriter({ ...options, writer, tokenizer: tokenizer(known) })
  const lengths: { asked: number; counted: number; continues: boolean; parents: number }[] = []
  for (const session of sessions) {
    const said = new Map<number, Said>()
    for (const request of session.calls) {
      const { continues, position, parents } = request.call
      const draft = await calls.draft(request)
      const { prepared, prompt } = draft.finish(continues === null ? null : (said.get(continues.call) as Said))
      const body = JSON.parse(Buffer.from(prepared.body).toString()) as Body
      const reply = Array(words(request.outputTokens, lengths.length)).fill('yes').join(' ')
      const counted = tells ? { inputTokens: usageOf(body), outputTokens: request.outputTokens } : null
      said.set(position, { prompt, reply, counted })
      const at = { continues: continues !== null, parents: parents.length }
      lengths.push({ asked: request.inputTokens, counted: usageOf(body), ...at })
    }
  }
  return lengths
}

test.each(['chat', 'completions'] as const)(
  'every prompt of a session with agents has the tokens asked for by the count of the server (%s)',
  async (api) => {
    const lengths = await played(api, overhead)
    expect(lengths).toHaveLength(120)
    expect(lengths.filter(({ continues }) => continues).length).toBeGreaterThan(30)
    expect(Math.max(...lengths.map(({ parents }) => parents))).toBe(3) // a call that waits for three agents
    expect(lengths.map(({ counted }) => counted)).toEqual(lengths.map(({ asked }) => asked))
  },
)

test('where the template of a turn is not known, a turn is off by what it has more than a single message', async () => {
  const lengths = await played('chat', { chat: overhead.chat, completion: 1 })
  const off = lengths.filter(({ continues }) => continues).map(({ asked, counted }) => counted - asked)
  expect(off.every((tokens) => tokens !== 0 && tokens % (overhead.turn - overhead.chat) === 0)).toBe(true)
})

test('an answer that has other tokens in a prompt than it was made of is made up for in the next message', async () => {
  const long = { drawn: '{turns: 40, start: 300, input: 90, output: 8}' }
  const words = (tokens: number, call: number) => tokens + (call % 7 === 0 ? 1 : call % 7 === 3 ? 2 : 0)
  const off = async (tells: boolean) =>
    (await played('chat', overhead, { ...long, words, tells })).map(({ asked, counted }) => counted - asked)
  const told = await off(true)
  expect(Math.max(...told)).toBe(2) // by the answer before it alone
  expect(told.filter((tokens) => tokens === 0).length).toBe(
    told.filter((_, i) => (i % 7 !== 1 && i % 7 !== 4) || i % 40 === 0).length,
  )
  expect(Math.max(...(await off(false)))).toBeGreaterThan(10)
})
