const wordCount = 500

/** Files of a tokenizer whose tokens are words, as Hugging Face's libraries read them: prompts of an exact length, no download. */
export function wordTokenizer(): Readonly<Record<string, unknown>> {
  const special = ['[UNK]', '[EOS]']
  const words = Array.from({ length: wordCount }, (_, i) => `w${i}`)
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]))
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }
  return {
    'tokenizer.json': {
      ...{ version: '1.0', truncation: null, padding: null, normalizer: null, post_processor: null },
      added_tokens: special.map((content, id) => ({ id, content, ...flags })),
      pre_tokenizer: { type: 'Whitespace' },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
      model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
    },
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'PreTrainedTokenizerFast', unk_token: '[UNK]', eos_token: '[EOS]' },
      model_max_length: 100_000,
    },
  }
}
