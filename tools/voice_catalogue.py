"""Makes the list of Piper voices that can be fetched: ``python -m tools.voice_catalogue FILE``.

FILE is ``voices.json`` of https://huggingface.co/rhasspy/piper-voices (MIT). Sizes and checksums
are copied, everything else is shortened; voices whose text has to be taken apart by a library that
is not part of the product are left out.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from inference.voice_catalogue.catalogue import CATALOGUE_FILE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_SPEAKERS: Final = 12  # of one voice; some have hundreds, which nobody listens through

# they need TLTK, g2pW or OpenJTalk with a pitch-accent front end of Piper's own
LEFT_OUT: Final = frozenset(
    {
        "he_IL-saspeech-medium",
        "ja_JA-hi_fi_captain-medium",
        "th_TH-tsync2-medium",
        "zh_CN-chaowen-medium",
        "zh_CN-xiao_ya-medium",
    }
)
TAGS: Final = {"ja_JA": "ja-JP", "no_NO": "nb-NO"}  # where the list does not use BCP 47

# by first names and by what the data sets say of their readers; nobody is guessed
FEMALE: Final = _words(
    """
    alba alma amy anna aegis_female berta cori daniela eva_k gosia hfc_female huayan irina
    jenny_dioco kasandra kathleen kerstin kristin kss lada lessac lili lisa ljspeech maider marylux
    maya meera natia nathalie padmavathi paola priyamvada ramona rapunzelina salka serena siwis
    southern_english_female tetiana ugla upc_ona
    """
)
MALE: Final = _words(
    """
    aivars alan ald amir antton arjun bryce bui cadu carlfm danny darkman davefx denis dimitar
    dmitri edon edresson faber fasih gilles gor gwryw_gogleddol harri hfc_male imre jeff jirka joe
    john karlsson kusal mihai mike mykyta norman northern_english_male oleksa pavoque pim pratham
    rdh reza_ibrahim riccardo rohan ronnie ruslan ryan steinn thorsten thorsten_emotional tom tugão
    upc_pau venkatesh
    """
)


def main(argv: list[str]) -> None:
    """Write the list anew."""
    published = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    rows = [_row(entry) for key, entry in sorted(published.items()) if key not in LEFT_OUT]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    CATALOGUE_FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} voices, {CATALOGUE_FILE.stat().st_size} bytes")


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    language, name = entry["language"], entry["name"]
    code = language["code"]
    speakers = sorted(entry["speaker_id_map"].items(), key=lambda speaker: speaker[1])
    return {
        "key": entry["key"],
        "language": TAGS.get(code, code.replace("_", "-")),
        "language_name": f"{language['name_english']} ({language['country_english']})",
        "gender": "female" if name in FEMALE else "male" if name in MALE else "",
        "n_speakers": entry["num_speakers"],
        "speakers": dict(speakers[:MAX_SPEAKERS]) if entry["num_speakers"] > 1 else {},
        "model": _file(entry, ".onnx"),
        "config": _file(entry, ".onnx.json"),
        "card": _file(entry, "/MODEL_CARD"),
    }


def _file(entry: dict[str, Any], ending: str) -> list[Any]:
    (path,) = (path for path in entry["files"] if path.endswith(ending))
    family, code = entry["language"]["family"], entry["language"]["code"]
    folder = f"{family}/{code}/{entry['name']}/{entry['quality']}/"
    if not path.startswith(folder):
        raise ValueError(path)
    return [entry["files"][path]["size_bytes"], entry["files"][path]["md5_digest"]]


if __name__ == "__main__":
    main(sys.argv[1:])
