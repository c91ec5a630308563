import { invalid } from '../api-error.ts'

/**
 * Fields of the API that change the answer and that this engine does not do. Ignoring one would return something else than
 * was asked for, so anything but the value that means "off" is refused by name.
 */
const unsupported: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: isNot(1),
  best_of: isNot(1),
  logprobs: isNot(false),
  top_logprobs: isNot(0),
  prompt_logprobs: isNot(0),
  echo: isNot(false),
  suffix: isNot(''),
  presence_penalty: isNot(0),
  frequency_penalty: isNot(0),
  repetition_penalty: isNot(1),
  length_penalty: isNot(1),
  min_p: isNot(0),
  use_beam_search: isNot(false),
  priority: isNot(0),
  logit_bias: isFilled,
  tools: isFilled,
  functions: isFilled,
  tool_choice: isNot('none', 'auto'),
  function_call: isNot('none', 'auto'),
  response_format: (value) => (value as { type?: unknown }).type !== 'text',
  structured_outputs: isFilled,
  guided_json: isFilled,
  guided_regex: isFilled,
  guided_choice: isFilled,
  guided_grammar: isFilled,
  modalities: (value) => !(Array.isArray(value) && value.every((kind) => kind === 'text')),
  audio: isFilled,
  prompt_embeds: isFilled,
}

/** Throws `ApiError` 400 for the first such field that is not off; absent and null are off. */
export function refuseUnsupported(body: Readonly<Record<string, unknown>>): void {
  for (const [name, isOn] of Object.entries(unsupported)) {
    const value = body[name]
    if (value === undefined || value === null || !isOn(value)) continue
    throw invalid(
      name,
      `${name} is not supported by this server: got ${JSON.stringify(value).slice(0, 80)}.`,
      'unsupported_parameter',
    )
  }
}

function isNot(...off: readonly unknown[]): (value: unknown) => boolean {
  return (value) => !off.includes(value)
}

function isFilled(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0
}
