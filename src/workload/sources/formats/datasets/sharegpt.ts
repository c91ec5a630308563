import type { TraceFormat } from '../trace-format.ts'
import { conversationRows } from './conversation-rows.ts'
import { messagesAt } from './messages.ts'

/** ShareGPT files: an array (or lines) of `{id, conversations: [{from, value}]}`; `{role, content}` in newer ones. */
export const sharegpt: TraceFormat = {
  name: 'sharegpt',
  about: 'ShareGPT conversations: id, conversations of {from, value}; every answer becomes a request',
  origin: 'huggingface.co/datasets/anon8231489123/ShareGPT_Vicuna_unfiltered',
  detect: (first) => Array.isArray(first['conversations']) || Array.isArray(first['conversation']),
  open: () => {
    let count = 0
    return (record) => {
      const key = 'conversations' in record ? 'conversations' : 'conversation'
      const id = typeof record['id'] === 'string' ? record['id'] : `conversation ${count}`
      count++
      return conversationRows(messagesAt(record[key], key), id)
    }
  },
}
