"""Job titles: a key that ignores seniority and word order, the field of work, and the seniority."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.normalise.names import fold

SENIORITY = {
    "chief": "executive", "ceo": "executive", "cto": "executive", "cfo": "executive", "coo": "executive",
    "cmo": "executive", "cio": "executive", "cpo": "executive", "president": "executive", "founder": "executive",
    "cofounder": "executive", "owner": "executive", "partner": "executive", "vp": "executive", "svp": "executive",
    "evp": "executive", "director": "director", "head": "director", "geschaftsfuhrer": "executive",
    "manager": "manager", "lead": "manager", "supervisor": "manager", "leiter": "manager", "teamlead": "manager",
    "principal": "senior", "staff": "senior", "senior": "senior", "sr": "senior", "snr": "senior",
    "junior": "junior", "jr": "junior", "associate": "junior", "assistant": "junior", "trainee": "junior",
    "intern": "junior", "werkstudent": "junior", "apprentice": "junior",
}  # fmt: skip
ABBREVIATIONS = {
    "swe": "software engineer", "sde": "software engineer", "dev": "developer", "eng": "engineer", "mgr": "manager",
    "ceo": "chief executive officer", "cto": "chief technology officer", "cfo": "chief financial officer",
    "coo": "chief operating officer", "cmo": "chief marketing officer", "cio": "chief information officer",
    "cpo": "chief product officer", "vp": "vice president", "svp": "senior vice president", "hr": "human resources",
    "pm": "product manager", "qa": "quality assurance", "ux": "user experience", "bd": "business development",
}  # fmt: skip
FAMILIES = {
    "engineering": "engineer engineering developer programmer software devops sre architect entwickler ingenieur technology technical backend frontend",
    "data": "data analyst analytics scientist statistician machine learning",
    "product": "product", "design": "designer design experience ux creative",
    "sales": "sales account business development vertrieb commercial customer success",
    "marketing": "marketing brand communications content growth media press",
    "people": "recruiter recruiting talent human resources people personal",
    "finance": "finance financial accountant accounting controller treasurer audit investment banker",
    "legal": "legal lawyer attorney counsel solicitor paralegal anwalt",
    "operations": "operations operating logistics supply chain procurement buyer office administrator",
    "research": "research researcher professor lecturer scientist postdoc phd doctoral fellow",
    "health": "nurse physician doctor surgeon therapist pharmacist dentist medical",
    "education": "teacher teaching educator school lehrer tutor",
    "consulting": "consultant consulting advisor adviser berater",
    "leadership": "executive president founder owner managing partner geschaftsfuhrer",
}  # fmt: skip
_WORD_FAMILY = {word: family for family, words in reversed(FAMILIES.items()) for word in words.split()}
_RANKS = ("executive", "director", "manager", "senior", "junior")
_STOP = frozenset(["of", "for", "and", "the", "a", "an", "at", "in", "to", "de", "la", "der", "und", "fur"])


@dataclass(frozen=True, slots=True)
class Role:
    """``key``: words without rank, sorted; ``family``: field of work or ''; ``seniority``: a rank or ''."""

    key: str
    family: str
    seniority: str


def role(title: str | None) -> Role | None:
    """The role behind a job title; None for an empty one. "Sr. Software Engineer" and "Engineer, Software
    (Senior)" have the same key and seniority."""
    words = fold(title).split()
    if not words:
        return None
    ranks = [SENIORITY[word] for word in words if word in SENIORITY]
    seniority = min(ranks, key=_RANKS.index) if ranks else ""
    spelt = [part for word in words for part in ABBREVIATIONS.get(word, word).split() if part not in _STOP]
    kept = [word for word in spelt if SENIORITY.get(word) not in ("senior", "junior")] or spelt
    families = [_WORD_FAMILY[word] for word in reversed(spelt) if word in _WORD_FAMILY]
    return Role(" ".join(sorted(set(kept))), families[0] if families else "", seniority)


def words() -> list[tuple[str, str, str]]:
    """(word, kind, value) of every word that ``role`` knows; kind family, seniority, abbreviation or stop."""
    known = {
        "family": _WORD_FAMILY,
        "seniority": SENIORITY,
        "abbreviation": ABBREVIATIONS,
        "stop": dict.fromkeys(_STOP, ""),
    }
    return sorted((word, kind, value) for kind, table in known.items() for word, value in table.items())
