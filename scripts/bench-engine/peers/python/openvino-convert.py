"""Converts a GGUF model to OpenVINO's format with 4-bit weights.

openvino-convert.py MODEL.gguf OUT_FOLDER

Weights: symmetric int4 in groups of 128, the head in int8 (NNCF's own choice for it), which is what OpenVINO runs fastest.
"""
import os
import sys

import nncf
import openvino as ov
import openvino_genai as genai


def main(source, folder):
    os.makedirs(folder, exist_ok=True)
    # The reader writes its result beside the file it is given, so it is given a link in the folder that is to hold it.
    link = os.path.join(folder, "model.gguf")
    if not os.path.lexists(link):
        os.symlink(os.path.abspath(source), link)
    genai.LLMPipeline(link, "CPU", enable_save_ov_model=True)
    os.unlink(link)
    path = os.path.join(folder, "openvino_model.xml")
    model = ov.Core().read_model(path)
    int4 = nncf.CompressWeightsMode.INT4_SYM
    ov.save_model(nncf.compress_weights(model, mode=int4, group_size=128, ratio=1.0), os.path.join(folder, "int4.xml"))
    del model
    for end in ("xml", "bin"):
        os.replace(os.path.join(folder, f"int4.{end}"), os.path.join(folder, f"openvino_model.{end}"))


main(sys.argv[1], sys.argv[2])
