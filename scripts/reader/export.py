"""Write the learned reader as int8 ONNX, as the product loads it.

    python scripts/reader/export.py STATE --weights DIR --out FILE

STATE is the reader.safetensors that `train.py` wrote; FILE is
`bot/knowledge/search/weights/reader.onnx`. Needs torch, transformers, onnx and onnxruntime.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from train import Reader
from transformers import BertConfig


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("state", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = Reader(BertConfig.from_pretrained(args.weights, attn_implementation="eager"))
    model.load_state_dict(load_file(args.state))
    model.eval()
    shape = torch.ones((2, 16), dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with tempfile.TemporaryDirectory() as folder:
        whole = str(Path(folder) / "whole.onnx")
        torch.onnx.export(
            model, (shape, shape, shape * 0), whole, input_names=names,
            output_names=["logits", "marks"], opset_version=17, dynamo=False,
            dynamic_axes={
                **{name: {0: "pairs", 1: "pieces"} for name in names},
                "logits": {0: "pairs"}, "marks": {0: "pairs", 1: "pieces"},
            },
        )  # fmt: skip
        quantize_dynamic(whole, args.out, per_channel=True, weight_type=QuantType.QInt8)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
