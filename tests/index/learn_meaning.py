"""Makes src/hemvist/index/meaning_*.json anew after the vocabulary changed: ``.venv/bin/python -m tests.index.learn_meaning``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from hemvist.config import options
from hemvist.config.ready import ready
from hemvist.domain.permit import Deed


def main() -> None:
    ready()
    from hemvist.index import meaning
    from hemvist.projects.gate import throw_away
    from hemvist.providers.here import LocalEmbedder

    embedder = LocalEmbedder(options.model_folder() / "multilingual-e5-small")
    for name, spoken in ((meaning.DATA, False), (meaning.SPOKEN, True)):
        texts, numbers = meaning.wordings(spoken=spoken)
        wide = np.stack([embedder.question(throw_away(Deed.ASK), text).astype(np.float64) for text in texts])
        learned = meaning.learned(wide / np.linalg.norm(wide, axis=1, keepdims=True), numbers)
        day = datetime.now(UTC).date().isoformat()
        text = meaning.written(learned, embedder.identity.id, day, spoken=spoken)
        Path(meaning.__file__).with_name(name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
