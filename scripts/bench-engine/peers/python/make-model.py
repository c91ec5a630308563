"""Writes a GGUF model of random f16 weights in a Llama shape, for peers to quantise and convert.

make-model.py SHAPE_JSON OUT.gguf

SHAPE_JSON: {"name", "layers", "hidden", "heads", "kvHeads", "headDim", "ffn", "vocabSize", "contextLength", "ropeTheta", "normEps"},
the engine's own description of the model; head and embedding are tied. The vocabulary is made up (256 bytes, then numbered
words): measurements use token ids only, but readers of the file want one.
"""
import json
import sys

import gguf
import numpy as np


def byte_symbols():
    """The printable stand-ins for bytes that every GPT-2 style vocabulary begins with."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(spare)) for byte in range(256)]


def write_vocabulary(writer, size):
    words = byte_symbols() + [f"w{i}" for i in range(256, size - 2)] + ["<|begin|>", "<|end|>"]
    normal, control = gguf.TokenType.NORMAL, gguf.TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(words)
    writer.add_token_types([normal] * (size - 2) + [control] * 2)
    writer.add_token_merges(["w 1", "w 2"])
    writer.add_bos_token_id(size - 2)
    writer.add_eos_token_id(size - 1)
    writer.add_vocab_size(size)


def write_shape(writer, shape):
    writer.add_name(shape["name"])
    writer.add_context_length(shape["contextLength"])
    writer.add_embedding_length(shape["hidden"])
    writer.add_block_count(shape["layers"])
    writer.add_feed_forward_length(shape["ffn"])
    writer.add_head_count(shape["heads"])
    writer.add_head_count_kv(shape["kvHeads"])
    writer.add_layer_norm_rms_eps(shape["normEps"])
    writer.add_rope_freq_base(shape["ropeTheta"])
    writer.add_rope_dimension_count(shape["headDim"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def tensors(shape):
    """Name and shape of every tensor, in file order; vectors hold ones."""
    hidden, ffn = shape["hidden"], shape["ffn"]
    queries, keys = shape["heads"] * shape["headDim"], shape["kvHeads"] * shape["headDim"]
    yield "token_embd.weight", (shape["vocabSize"], hidden)
    yield "output_norm.weight", (hidden,)
    for layer in range(shape["layers"]):
        part = f"blk.{layer}."
        yield part + "attn_norm.weight", (hidden,)
        yield part + "attn_q.weight", (queries, hidden)
        yield part + "attn_k.weight", (keys, hidden)
        yield part + "attn_v.weight", (keys, hidden)
        yield part + "attn_output.weight", (hidden, queries)
        yield part + "ffn_norm.weight", (hidden,)
        yield part + "ffn_gate.weight", (ffn, hidden)
        yield part + "ffn_up.weight", (ffn, hidden)
        yield part + "ffn_down.weight", (hidden, ffn)


def main(shape, path):
    writer = gguf.GGUFWriter(path, "llama")
    write_shape(writer, shape)
    write_vocabulary(writer, shape["vocabSize"])
    random = np.random.default_rng(1)
    for name, size in tensors(shape):
        if len(size) == 1:
            writer.add_tensor(name, np.ones(size, dtype=np.float32))
        else:
            writer.add_tensor(name, (random.standard_normal(size, dtype=np.float32) * 0.02).astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main(json.loads(sys.argv[1]), sys.argv[2])
