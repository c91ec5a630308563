/**
 * Stands in for the bundled engine where its start is tested: `node fake-engine.mjs serve ... --model BEHAVIOUR`.
 * Listens and answers /v1/models, or fails the way the behaviour says.
 */
import { createServer } from 'node:http'

const behaviour = process.argv[process.argv.indexOf('--model') + 1]
const say = (line) => process.stderr.write(`${line}\n`)

if (behaviour === 'exits') {
  say('loading')
  say('error: no such model')
  say('  hint: name another')
  process.exit(65)
}
if (behaviour === 'refuses') {
  say('error: 127.0.0.1:0: expected a free port')
  process.exit(69)
}
if (behaviour === 'addon') {
  say('error: the native addon is not built')
  process.exit(1)
}
if (behaviour === 'mute') process.exit(3)
if (behaviour === 'stubborn') process.on('SIGTERM', () => say('not yet'))
process.stdin.resume().on('end', () => process.env.INFBENCH_EXIT_WITH_PARENT === '1' && process.exit(0))

const server = createServer((request, response) => {
  const models = behaviour === 'empty' ? [] : [{ id: `served-${behaviour}`, max_model_len: 512, owned_by: 'test' }]
  const isList = request.url === '/v1/models'
  response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isList ? { data: models } : { error: { message: 'no route' } }))
})
if (behaviour !== 'silent') {
  server.listen(0, '127.0.0.1', () => {
    say(`arguments ${process.argv.slice(2).join(' ')}`)
    process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`)
    for (let i = 0; i < 2000; i++) process.stdout.write(`more output that nobody reads ${'x'.repeat(100)}\n`)
  })
}
