import { resolve } from 'node:path'
import { fileTokenizer } from '../clients/tokenizers/file-tokenizer.ts'
import { serverTokenizer } from '../clients/tokenizers/server-tokenizer.ts'
import { tiktokenTokenizer } from '../clients/tokenizers/tiktoken-tokenizer.ts'
import { InfbenchError } from '../core/errors.ts'
import type { Tokenizer } from '../core/tokenizer.ts'
import type { TokenizerPlan } from '../workload/run-plan.ts'

export interface TokenizerQuestion {
  readonly plan: TokenizerPlan | null
  readonly baseUrl: string
  readonly model: string
  readonly headers: Readonly<Record<string, string>>
  readonly cwd: string
}

const standIn = 'o200k_base'

/** The plan's tokenizer, else the server's own, else a stand-in that is marked `assumed`. Errors: those of a named file. */
export async function chooseTokenizer(question: TokenizerQuestion): Promise<Tokenizer> {
  const { plan, cwd } = question
  if (plan?.kind === 'file') return fileTokenizer(resolve(cwd, plan.path))
  if (plan?.kind === 'tiktoken') return tiktokenTokenizer(plan.encoding)
  return (await askServer(question)) ?? tiktokenTokenizer(standIn, 'assumed')
}

/** A server whose /tokenize misbehaves is a server without one. */
async function askServer({ baseUrl, model, headers }: TokenizerQuestion): Promise<Tokenizer | null> {
  try {
    return await serverTokenizer({ url: baseUrl, model, headers })
  } catch (error) {
    if (error instanceof InfbenchError) return null
    throw error
  }
}
