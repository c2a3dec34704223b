"""Names for people and companies who do not exist: family names are put together from syllables, every domain
ends in .example, which nobody can register (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass

FREE_MAIL = ("freepost.example", "webpost.example")
"""The fictional providers where anybody may open a mailbox."""


@dataclass(frozen=True)
class Tongue:
    """Where names come from: given names, and syllables that make family names."""

    given: tuple[str, ...]
    stems: tuple[str, ...]
    endings: tuple[str, ...]


TONGUES = {
    "german": Tongue(
        (
            "Katharina",
            "Jürgen",
            "Friedrich",
            "Ulrike",
            "Johannes",
            "Gisela",
            "Wolfgang",
            "Annette",
            "Matthias",
            "Susanne",
            "Benedikt",
            "Margarete",
            "Torsten",
            "Elisabeth",
            "Konrad",
            "Franziska",
            "Günther",
            "Dorothea",
            "Sebastian",
            "Helene",
            "Maximilian",
            "Theresa",
            "Bernhard",
            "Charlotte",
        ),
        (
            "Falken",
            "Birken",
            "Eschen",
            "Brunn",
            "Kester",
            "Rauten",
            "Möhren",
            "Lauen",
            "Tilden",
            "Wacken",
            "Grünen",
        ),
        ("rath", "holt", "brück", "feldt", "wieser", "horstel", "moor", "lauer"),
    ),
    "english": Tongue(
        (
            "Robert",
            "Margaret",
            "William",
            "Jennifer",
            "Christopher",
            "Deborah",
            "Nicholas",
            "Pamela",
            "Edward",
            "Victoria",
            "Timothy",
            "Rebecca",
            "Gregory",
            "Samantha",
            "Jonathan",
            "Abigail",
            "Benjamin",
            "Josephine",
            "Frederick",
            "Catherine",
            "Douglas",
            "Penelope",
        ),
        ("Thorn", "Hollo", "Penner", "Marl", "Ather", "Quill", "Brace", "Wither", "Dunna", "Ellis"),
        ("wick", "combe", "merely", "sley", "stowe", "dyke", "garth"),
    ),
    "slavic": Tongue(
        (
            "Aleksandr",
            "Yuliya",
            "Dmitry",
            "Katarzyna",
            "Tomasz",
            "Natalya",
            "Sergey",
            "Agnieszka",
            "Mikhail",
            "Ludmila",
            "Vladimir",
            "Magdalena",
            "Pavel",
            "Svetlana",
            "Andrzej",
            "Olga",
        ),
        ("Moro", "Zhel", "Tilan", "Bora", "Kresti", "Vetro", "Lado", "Dobri"),
        ("venko", "chovec", "nský", "shkin", "lewski", "danov"),
    ),
    "romance": Tongue(
        (
            "Giovanni",
            "María",
            "Francesca",
            "José",
            "Lucía",
            "Alessandro",
            "Beatriz",
            "Raphaël",
            "Chiara",
            "Joaquín",
            "Élodie",
            "Antonio",
            "Inês",
            "Matteo",
            "Mathilde",
            "Rodrigo",
        ),
        ("Valdo", "Cerin", "Monta", "Pala", "Ribe", "Sole", "Arqui", "Beno"),
        ("retti", "ález", "vaux", "moni", "queira", "lucci"),
    ),
    "far": Tongue(
        (
            "Amara",
            "Chidi",
            "Priya",
            "Rahul",
            "Yuki",
            "Haruto",
            "Layla",
            "Omar",
            "Mei",
            "Linh",
            "Tariq",
            "Zainab",
            "Arjun",
            "Sunita",
            "Kofi",
            "Nia",
        ),
        ("Oka", "Nwa", "Bha", "Tana", "Kuro", "Sal", "Hoa", "Meri"),
        ("ndeji", "rathan", "mizura", "haddin", "vashi", "minh"),
    ),
}

NICKNAMES = {
    "Katharina": "Kathi", "Friedrich": "Fritz", "Johannes": "Hannes", "Matthias": "Matze", "Elisabeth": "Lisa",
    "Franziska": "Franzi", "Sebastian": "Basti", "Maximilian": "Max", "Theresa": "Resi", "Charlotte": "Lotte",
    "Robert": "Bob", "Margaret": "Peggy", "William": "Bill", "Jennifer": "Jenny", "Christopher": "Chris",
    "Deborah": "Debbie", "Nicholas": "Nick", "Edward": "Ted", "Timothy": "Tim", "Rebecca": "Becky",
    "Gregory": "Greg", "Samantha": "Sam", "Benjamin": "Ben", "Frederick": "Fred", "Catherine": "Kate",
    "Aleksandr": "Sasha", "Mikhail": "Misha", "Alessandro": "Sandro", "Antonio": "Toni", "Francesca": "Franca",
}  # fmt: skip
"""What friends call them; address books and display names use these now and then."""

NATIVE = {
    "Aleksandr": "Александр", "Yuliya": "Юлия", "Dmitry": "Дмитрий", "Natalya": "Наталья", "Sergey": "Сергей",
    "Mikhail": "Михаил", "Ludmila": "Людмила", "Vladimir": "Владимир", "Pavel": "Павел", "Svetlana": "Светлана",
    "Olga": "Ольга",
}  # fmt: skip
"""Given names in their own script; ``cyrillic`` spells the family name to match."""

_CYRILLIC = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ya", "я"), ("yu", "ю"), ("ts", "ц"),
    *zip("abvgdezijklmnoprstufyw", "абвгдезийклмнопрстуфыв", strict=True), ("ý", "ы"),
)  # fmt: skip

CITIES = (
    "Berlin",
    "Hamburg",
    "Leipzig",
    "Vienna",
    "Zurich",
    "Lisbon",
    "Prague",
    "Copenhagen",
    "London",
    "Milan",
)
COUNTRY = dict(
    zip(
        CITIES,
        (
            "Germany",
            "Germany",
            "Germany",
            "Austria",
            "Switzerland",
            "Portugal",
            "Czechia",
            "Denmark",
            "UK",
            "Italy",
        ),
        strict=True,
    )
)

ROLES = (
    "Data Engineer", "Senior Data Engineer", "Product Manager", "Software Engineer", "Head of Engineering", "UX Designer",
    "Account Manager", "Financial Controller", "Data Scientist", "Recruiter", "Marketing Manager", "Legal Counsel",
    "Operations Manager", "Research Scientist", "Sales Director", "Software Architect",
)  # fmt: skip
SENIOR_ROLES = (
    "Chief Executive Officer",
    "Chief Technology Officer",
    "Chief Financial Officer",
    "Head of Data",
)


@dataclass(frozen=True)
class Company:
    """A fictional employer; ``aliases`` are spellings that exports use for it."""

    name: str
    domain: str
    city: str
    industry: str
    aliases: tuple[str, ...] = ()


COMPANIES = (
    Company("Brightfjord", "brightfjord.example", "Berlin", "software", ("Brightfjord GmbH",)),
    Company("Kontorwerk", "kontorwerk.example", "Hamburg", "software", ("Kontorwerk AG", "KONTORWERK")),
    Company("Medivale", "medivale.example", "Vienna", "health", ("Medivale GmbH", "medivale")),
    Company("Quayside Bank", "quaysidebank.example", "London", "banking", ("Quayside Bank plc",)),
    Company("Helionaut", "helionaut.example", "Copenhagen", "energy", ("Helionaut A/S",)),
    Company("Plan A", "plan-a.example", "Berlin", "climate", ("Plan A GmbH",)),
    Company("Plan Atlas", "planatlas.example", "Lisbon", "logistics", ("Plan Atlas Lda",)),
    Company("Epicurio", "epicurio.example", "Milan", "food", ("Epicurio S.r.l.",)),
    Company("Epicurio Games", "epicuriogames.example", "Prague", "games", ("Epicurio Games s.r.o.",)),
    Company("Tidewright", "tidewright.example", "Hamburg", "shipping", ("Tidewright Ltd.",)),
    Company("Lumenweave", "lumenweave.example", "Zurich", "research", ("Lumenweave AG",)),
    Company("Orchard & Vane", "orchardvane.example", "London", "law", ("Orchard and Vane LLP",)),
    Company(
        "Sparrowgate Studio", "sparrowgatestudio.example", "Leipzig", "design", ("Sparrowgate Studio UG",)
    ),
    Company("Nimbus Harbour", "nimbusharbour.example", "Lisbon", "cloud", ("Nimbus Harbour, Inc.",)),
    Company("Verdant Mills", "verdantmills.example", "Prague", "food", ("Verdant Mills a.s.",)),
    Company("Castellane Health", "castellane.example", "Zurich", "health", ("Castellane Health SA",)),
    Company("Wexmoor Trust", "wexmoor.example", "London", "charity", ("The Wexmoor Trust",)),
    Company("Ostrakon Labs", "ostrakonlabs.example", "Berlin", "research", ("Ostrakon Labs GmbH",)),
    Company(
        "Fernwerk Mobility", "fernwerkmobility.example", "Leipzig", "transport", ("Fernwerk Mobility SE",)
    ),
    Company("Cobalt Meridian", "cobaltmeridian.example", "Vienna", "consulting", ("Cobalt Meridian KG",)),
)

CHOIR_LIST = "stimmen@lists.unterwegs-chor.example"


def cyrillic(family: str) -> str:
    """A Latin family name in Cyrillic letters, close enough for a second spelling of it."""
    text, spelt = family.lower(), ""
    while text:
        latin, letter = next(((a, b) for a, b in _CYRILLIC if text.startswith(a)), (text[0], text[0]))
        spelt, text = spelt + letter, text[len(latin) :]
    return spelt.capitalize()
