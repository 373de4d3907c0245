"""Learn the reader: a small transformer that reads a question together with a passage.

    python scripts/reader/train.py ROWS ... --held ROWS --weights DIR --out DIR [--init FILE]

ROWS is what `gather.py` wrote; DIR of `--weights` has all-MiniLM-L6-v2 as published (config.json,
model.safetensors), from which it starts, unless `--init` names an earlier state. It needs torch,
transformers and safetensors, which Baton does not have: an environment of its own.

For each question a few passages are read, and the loss is that of choosing the right one among them
or none (a logit of 0), as if by softmax: one number then orders passages and says whether any
answers. Beside that each word piece is marked as part of the words that answer. Of the rows that
are held out those are measured as it learns whose company `fit.py` uses too ("dev").
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
import zlib
from pathlib import Path

import blingfire
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertModel

QUESTION, PASSAGE = 64, 176  # word pieces that are read: of a question the last
CLS, SEP, UNKNOWN = 101, 102, 100
NEGATIVES = 3
AT_ONCE = 12  # pairs of about one length: less padding, half the time
TOKENS = blingfire.load_model(str(Path(blingfire.__file__).parent / "bert_base_tok.bin"))


class Reader(nn.Module):
    """MiniLM with a logit for the pair and one for each word piece."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.answers = nn.Linear(config.hidden_size, 1)
        self.marks = nn.Linear(config.hidden_size, 1)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return self.answers(hidden[:, 0]).squeeze(-1), self.marks(hidden).squeeze(-1)


def pieces(text: str, most: int) -> list[int]:
    return [
        int(p) for p in blingfire.text_to_ids(TOKENS, text.replace("\0", " "), most, UNKNOWN) if p
    ]


def pair(question: str, text: str) -> tuple[list[int], int]:
    """Ids of a pair, and where the passage begins."""
    asked = pieces(question, 512)[-QUESTION:]
    return [CLS, *asked, SEP, *pieces(text, PASSAGE), SEP], len(asked) + 2


def read(
    model: Reader, pairs: list[tuple[str, str]]
) -> tuple[torch.Tensor, list[torch.Tensor], list[tuple[list[int], int]]]:
    """Logits of pairs, the marks of their word pieces, and their ids."""
    ids = [pair(*one) for one in pairs]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at][0]))
    logits: list[torch.Tensor] = [torch.zeros(())] * len(ids)
    marks = list(logits)
    for first in range(0, len(order), AT_ONCE):
        rows = order[first : first + AT_ONCE]
        width = max(len(ids[row][0]) for row in rows)
        tokens = torch.zeros((len(rows), width), dtype=torch.long)
        mask, kinds = torch.zeros_like(tokens), torch.zeros_like(tokens)
        for at, row in enumerate(rows):
            one, start = ids[row]
            tokens[at, : len(one)] = torch.tensor(one)
            mask[at, : len(one)] = 1
            kinds[at, start : len(one)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            answers, marking = model(tokens, mask, kinds)
        for at, row in enumerate(rows):
            logits[row], marks[row] = answers[at].float(), marking[at].float()
    return torch.stack(logits), marks, ids


def marked(ids: list[int], start: int, answer: str) -> list[float] | None:
    """1 for each word piece of the passage that belongs to the answer; None if it is not found."""
    wanted = pieces(re.sub(r"[\s*_`|]+", " ", answer).strip(), PASSAGE)
    if not wanted:
        return None
    for at in range(start, len(ids) - len(wanted)):
        if ids[at : at + len(wanted)] == wanted:
            return [float(at <= n < at + len(wanted)) for n in range(len(ids))]
    return None


def noisy(text: str, chance: random.Random) -> str:
    if chance.random() < 0.3:
        text = text.lower().rstrip("?.! ")
    if chance.random() < 0.15 and len(text) > 10:
        at = chance.randrange(2, len(text) - 2)
        kind = chance.randrange(3)
        text = (
            text[:at] + text[at + 1 :] if kind == 0
            else text[:at] + text[at] + text[at:] if kind == 1
            else text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        )  # fmt: skip
    return text


def rows_of(files: list[Path]) -> list[dict]:
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def sample(row: dict, others: list[str], chance: random.Random) -> tuple[list[str], list[int]]:
    """Passages to choose from, and which are right (none: no passage answers)."""
    right = row["right"]
    wrong = [at for at in range(row["found"]) if at not in right]
    # The nearer it seems, the more there is to learn from it.
    weights = [1 / (1 + rank) for rank in range(len(wrong))]
    chosen: list[int] = []
    while wrong and len(chosen) < NEGATIVES:
        (one,) = chance.choices(range(len(wrong)), weights)
        chosen.append(wrong.pop(one))
        weights.pop(one)
    texts = [row["texts"][at] for at in chosen]
    golds: list[int] = []
    if right and chance.random() > 0.12:
        golds = list(range(len(texts), len(texts) + len(right)))
        texts += [row["texts"][at] for at in right]
    if others and chance.random() < 0.3:
        texts.append(chance.choice(others))
    return texts, golds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rows", type=Path, nargs="+")
    parser.add_argument("--held", type=Path, required=True, help="rows that are not learned from")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--init", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--minutes", type=float, default=1e9, help="plan the steps for so long")
    parser.add_argument("--sites", type=float, default=0.4, help="weight of questions of sites")
    parser.add_argument("--keep", type=float, default=1.0, help="share of the sites' questions")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    chance = random.Random(0)
    model = Reader(BertConfig.from_pretrained(args.weights))
    if args.init:
        model.load_state_dict(load_file(args.init))
    else:
        model.bert.load_state_dict(load_file(args.weights / "model.safetensors"), strict=False)
    dev = [row for row in rows_of([args.held]) if zlib.crc32(row["from"].encode()) % 10 == 1]
    train = [
        row for row in rows_of(args.rows) if row["set"] != "sites" or chance.random() < args.keep
    ]
    if args.measure:
        measure(model, dev, "dev")
        return
    texts = [text for row in train for text in row["texts"][:2]]
    size = 8
    total = int(args.epochs * len(train) / size)
    print(f"{len(train)} questions, {total} steps; held out {len(dev)}", flush=True)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=args.rate,
    )
    started = time.time()
    order: list[dict] = []
    losses: list[float] = []
    step = 0
    while True:
        if step == 40:  # by now it is known how many there is time for
            total = min(total, int(args.minutes * 60 / (time.time() - started) * 40))
            print("steps:", total, flush=True)
        if step >= total:
            break
        if len(order) < size:
            order += chance.sample(train, len(train))
        chosen, order = order[:size], order[size:]
        for group in optimizer.param_groups:
            done = step / total
            group["lr"] = args.rate * min(1, step / 100) * (0.5 + 0.5 * math.cos(math.pi * done))
        loss = learned(model, chosen, texts, chance, args.sites)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        step += 1
        if step % 50 == 0:
            print(
                f"{step}/{total} loss {sum(losses[-50:]) / 50:.3f} {time.time() - started:.0f} s",
                flush=True,
            )
        if step % 300 == 0:
            args.out.mkdir(parents=True, exist_ok=True)
            save_file(model.state_dict(), args.out / "reader.safetensors")
            measure(model, dev[:: max(1, len(dev) // 250)], "dev part")
    args.out.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), args.out / "reader.safetensors")
    measure(model, dev, "dev")


def learned(model, chosen, others, chance, sites: float) -> torch.Tensor:
    pairs: list[tuple[str, str]] = []
    groups = []
    for row in chosen:
        texts, golds = sample(row, others, chance)
        question = noisy(row["question"], chance)
        groups.append((row, len(pairs), len(pairs) + len(texts), golds))
        pairs += [(question, text) for text in texts]
    logits, marks, ids = read(model, pairs)
    total = torch.zeros(())
    for row, start, end, golds in groups:
        own = torch.cat([logits[start:end], torch.zeros(1)])
        wanted = [*golds] or [end - start]
        loss = own.logsumexp(0) - own[wanted].logsumexp(0)
        total = total + loss * (sites if row["set"] == "sites" else 1.0)
        if golds and row["answer"]:
            one, at = ids[start + golds[0]]
            target = marked(one, at, row["answer"])
            if target is not None:
                got = marks[start + golds[0]][at : len(one) - 1]
                total = total + 0.4 * nn.functional.binary_cross_entropy_with_logits(
                    got, torch.tensor(target[at : len(one) - 1])
                )
    return total / len(groups)


@torch.no_grad()
def measure(model, rows, name: str, most: int = 6) -> None:
    """First place, and what a line on the probability of an answer lets through."""
    model.eval()
    first = before = 0
    good, bad = [], []
    for row in rows:
        texts = row["texts"][: min(row["found"], most)]
        logits, _, _ = read(model, [(row["question"], text) for text in texts])
        best = int(logits.argmax())
        trust = float(torch.cat([logits, torch.zeros(1)]).softmax(0)[best])
        if row["right"]:
            first += best in row["right"]
            before += 0 in row["right"]
            good.append((trust, best in row["right"]))
        else:
            bad.append(trust)
    model.train()
    if not good or not bad:
        return
    lines = []
    for at in (0.3, 0.5, 0.7):
        right = sum(t >= at and ok for t, ok in good) / len(good)
        wrong = sum(t >= at and not ok for t, ok in good) / len(good)
        through = sum(t >= at for t in bad) / len(bad)
        lines.append(f"{at}: right {right:.3f} wrong {wrong:.3f} unanswerable {through:.3f}")
    print(
        f"{name} {len(good)}+{len(bad)}: first {first / len(good):.3f} "
        f"(before {before / len(good):.3f}); " + "; ".join(lines),
        flush=True,
    )


if __name__ == "__main__":
    main()
