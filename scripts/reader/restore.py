"""Make a state to go on learning from out of the bundled weights, whose own state is not kept.

    python scripts/reader/restore.py READER --weights DIR --out FILE

READER is a reader.onnx as `export.py` writes it; FILE is what `train.py --init` takes. The weights
come back as the int8 values say, which is near enough to go on from.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from train import Reader
from transformers import BertConfig

QUANTIZED = "_quantized"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("reader", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model = Reader(BertConfig.from_pretrained(args.weights))
    wanted = model.state_dict()
    found = restored(onnx.load(args.reader).graph, wanted)
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"{args.reader}: no weights for {', '.join(missing)}")
    save_file(found, args.out)


def restored(graph: onnx.GraphProto, wanted: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of the names that are `wanted`, as 32-bit numbers."""
    kept = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found: dict[str, torch.Tensor] = {}
    for node in graph.node:
        for name in node.input:
            if name in kept and name in wanted:
                found[name] = torch.tensor(kept[name])
            elif name in kept and name.endswith(QUANTIZED):
                base = name.removesuffix(QUANTIZED)
                scale, zero = kept[f"{base}_scale"], kept[f"{base}_zero_point"]
                value = (kept[name].astype(np.float32) - zero.astype(np.float32)) * scale
                if base in wanted:
                    found[base] = torch.tensor(value)
                else:  # a product's weights have no name of their own, and stand turned round
                    layer = re.sub(r"/(?:Gemm_)?MatMul_quant$", "", node.name).strip("/")
                    found[f"{layer.replace('/', '.')}.weight"] = torch.tensor(value.T.copy())
    return found


if __name__ == "__main__":
    main()
