/** Tiny random models with logits of Hugging Face transformers, where the reference data is beside the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Model } from '../../engine/model/model.ts'
import type { LayerLinear, ModelConfig } from '../../engine/model/model-config.ts'
import type { Tensor } from './safetensors.ts'
import { readSafetensors } from './safetensors.ts'

const folder = fileURLToPath(new URL('../../../shared/data/oracles/models/', import.meta.url))

export const oraclesPresent = existsSync(folder)

export interface OraclePrompt {
  readonly name: string
  readonly tokens: number[]
  readonly lastLogits: number[]
  readonly greedy: { readonly tokens: number[] }
}

export interface OracleModel {
  readonly model: Model
  readonly prompts: readonly OraclePrompt[]
  /** Logits of every position of the 33-token prompt. */
  readonly logits33: Tensor
}

/** The model `name` of the Llama family (also Mistral and Qwen2) with its reference. */
export function oracleModel(name: string): OracleModel {
  const tensors = readSafetensors(`${folder}${name}/model.safetensors`)
  const config = configOf(JSON.parse(readFileSync(`${folder}${name}/config.json`, 'utf8')) as HubConfig, tensors)
  const reference = JSON.parse(readFileSync(`${folder}${name}/reference.json`, 'utf8')) as { prompts: OraclePrompt[] }
  const weights = (weight: string) => {
    const found = tensors.get(hubName(weight))
    if (found === undefined) throw new Error(`${name}: no ${hubName(weight)}`)
    const { shape, values } = found
    const isVector = shape.length === 1
    const [rows, cols] = weight.endsWith('.bias')
      ? [shape[0], 1]
      : isVector
        ? [1, shape[0]]
        : (shape as [number, number])
    return { rows: rows ?? 0, cols: cols ?? 0, source: { kind: 'values' as const, values } }
  }
  const loadTokenizer = () => Promise.reject(new Error('no tokenizer'))
  const logits33 = readSafetensors(`${folder}${name}/reference.safetensors`).get('logits.len33') as Tensor
  return { model: { name, aliases: [], config, weights, loadTokenizer }, prompts: reference.prompts, logits33 }
}

interface HubConfig {
  readonly hidden_size: number
  readonly intermediate_size: number
  readonly num_attention_heads: number
  readonly num_key_value_heads: number
  readonly head_dim?: number
  readonly num_hidden_layers: number
  readonly vocab_size: number
  readonly rope_theta: number
  readonly rms_norm_eps: number
  readonly tie_word_embeddings: boolean
  readonly sliding_window?: number | null
  readonly max_position_embeddings: number
}

const linears: Readonly<Record<LayerLinear, string>> = {
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  o: 'self_attn.o_proj',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
}

function configOf(hub: HubConfig, tensors: ReadonlyMap<string, Tensor>): ModelConfig {
  const biases = (Object.keys(linears) as LayerLinear[]).filter((name) =>
    tensors.has(`model.layers.0.${linears[name]}.bias`),
  )
  return {
    architecture: 'llama',
    vocabSize: hub.vocab_size,
    hidden: hub.hidden_size,
    layers: hub.num_hidden_layers,
    heads: hub.num_attention_heads,
    kvHeads: hub.num_key_value_heads,
    headDim: hub.head_dim ?? hub.hidden_size / hub.num_attention_heads,
    ffn: hub.intermediate_size,
    normEps: hub.rms_norm_eps,
    ropeTheta: hub.rope_theta,
    ropeInterleaved: false,
    tiedEmbeddings: hub.tie_word_embeddings,
    biases,
    attentionWindow: hub.sliding_window ?? 0,
    contextLength: hub.max_position_embeddings,
  }
}

/** `layers.0.attention.q.bias` -> `model.layers.0.self_attn.q_proj.bias`. */
function hubName(name: string): string {
  const top: Record<string, string> = { embed: 'model.embed_tokens', norm: 'model.norm', head: 'lm_head' }
  if (top[name] !== undefined) return `${top[name]}.weight`
  const [, layer, part, what, bias] = name.split('.')
  const norm = part === 'attention' ? 'input_layernorm' : 'post_attention_layernorm'
  const module = what === 'norm' ? norm : linears[what as LayerLinear]
  return `model.layers.${layer}.${module}.${bias ?? 'weight'}`
}

/** What llama-gqa says with the weights of its GGUF file of this format, in float32 arithmetic. */
export function ggufReference(format: 'bf16' | 'q8_0' | 'q4_0' | 'q4_1'): readonly OraclePrompt[] {
  const path = `${folder}../gguf/llama-gqa.${format}.reference.json`
  return (JSON.parse(readFileSync(path, 'utf8')) as { prompts: OraclePrompt[] }).prompts
}

/** Blocks of a quantized format: as bytes, as the floats they stand for, and what they were made of. Rows of 256. */
export function quantOracle(format: 'q4_1'): Record<'packed' | 'dequantized' | 'source', Float32Array> {
  const tensors = readSafetensors(`${folder}../quant/${format}.safetensors`)
  const values = (name: string) => (tensors.get(name) as Tensor).values
  return { packed: values('packed'), dequantized: values('dequantized'), source: values('source') }
}
