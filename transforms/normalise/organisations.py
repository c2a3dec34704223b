"""Organisations: one key for all spellings of a company's name, and the same key from its mail domain.

Equality of keys only, never substrings: "Epic" is not "Epic Games", "Plan A" is not "Plan".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from publicsuffixlist import PublicSuffixList

from transforms.normalise import emails

LEGAL = frozenset(
    [
        "inc",
        "incorporated",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "kgaa",
        "ug",
        "ohg",
        "gbr",
        "ev",
        "eg",
        "se",
        "sa",
        "sas",
        "sarl",
        "sasu",
        "eurl",
        "spa",
        "srl",
        "srls",
        "bv",
        "nv",
        "ab",
        "as",
        "asa",
        "aps",
        "oy",
        "oyj",
        "kk",
        "pty",
        "pvt",
        "private",
        "sl",
        "slu",
        "sp",
        "zoo",
        "spzoo",
        "sro",
        "doo",
        "dd",
        "ooo",
        "oao",
        "zao",
        "pao",
        "jsc",
        "pjsc",
        "kft",
        "zrt",
        "nyrt",
        "bhd",
        "sdn",
        "pte",
        "tbk",
        "pt",
        "ltda",
        "lda",
        "cv",
        "rl",
        "sab",
        "eirl",
        "cic",
    ]
)
_WORD = re.compile(r"[^a-z0-9]+")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}|\b[a-z]/[a-z]\b")
"""a.s., S.r.l., A/S"""


@lru_cache(maxsize=1 << 16)
def company_key(text: str | None) -> str | None:
    """Letters and digits of the name without legal form, article and spaces ("Ever Ion Solutions Co., Ltd" and
    "The EverIon Solutions" -> "everionsolutions"); None for an empty name."""
    if not text:
        return None
    folded = anyascii(unicodedata.normalize("NFKC", text)).lower()
    folded = (
        _DOTTED.sub(lambda match: match.group().replace(".", "").replace("/", ""), folded)
        .replace("&", " and ")
        .replace("'", "")
    )
    words = _WORD.sub(" ", folded).split()
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in LEGAL or (kept[-1] in ("de", "and") and len(kept) < len(words))):
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept.pop(0)
    if len(kept) == 1 and kept[0] in LEGAL:
        kept = words
    return "".join(kept) or None


@lru_cache(maxsize=1 << 16)
def domain_company_key(domain: str | None) -> str | None:
    """The company key that a mail domain stands for: the label below its public suffix; None for free mail,
    for public suffixes themselves and for hosts without a dot."""
    if not domain or "." not in domain:
        return None
    domain = domain.lower().strip(".")
    registered = _suffixes().privatesuffix(domain)
    if not registered or emails.is_free(domain) or emails.is_free(registered):
        return None
    return registered.split(".", 1)[0].replace("-", "") or None


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
