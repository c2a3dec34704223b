"""Coverage-guided fuzzing of every reader, where atheris is installed (pip install atheris):

python tests/fuzz/atheris_readers.py [libFuzzer options, as -max_total_time=600 CORPUS_FOLDER]

The first byte chooses the connector, the rest is the file. Starts from the samples when a corpus folder is given
and empty. Finds what tests/fuzz/test_readers.py finds, and more the longer it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def main() -> int:
    try:
        import atheris
    except ImportError:
        print("atheris is not installed: nothing to do", file=sys.stderr)
        return 0
    with atheris.instrument_imports(include=["connectors"]):
        from connectors import registry
        from tests.fuzz.reading import check, seeds

    for folder in (Path(one) for one in sys.argv[1:] if not one.startswith("-")):
        if folder.is_dir() and not any(folder.iterdir()):
            for name, data in seeds():
                for number in range(len(registry.CONNECTORS)):
                    (folder / f"{number}-{name.replace(':', '-')}").write_bytes(bytes([number]) + data)

    def one_input(data: bytes) -> None:
        if data:
            check(registry.CONNECTORS[data[0] % len(registry.CONNECTORS)], "export", data[1:])

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
