/* global __ENV */
import http from 'k6/http'

const url = `${__ENV.ORIGIN}/v1/chat/completions`
const body = JSON.stringify({
  model: __ENV.MODEL,
  messages: [{ role: 'user', content: 'a request of a few words' }],
  max_tokens: Number(__ENV.OUTPUT_TOKENS),
})
const params = { headers: { 'content-type': 'application/json' } }

export const options = {
  discardResponseBodies: true,
  scenarios: {
    users: {
      executor: 'shared-iterations',
      vus: Number(__ENV.USERS),
      iterations: Number(__ENV.REQUESTS),
      maxDuration: '10m',
    },
  },
}

export default function request() {
  http.post(url, body, params)
}

export function handleSummary(data) {
  return { [__ENV.SUMMARY]: JSON.stringify(data) }
}
