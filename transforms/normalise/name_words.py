"""Words that stand around a personal name: folded, without dots."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREFIXES = _words("""
    dr prof professor mr mrs ms miss mister sir dame lord lady rev fr herr frau hr fru dott dottssa ing dipl
    mag sra srta don dona mme mlle monsieur madame shri smt dra drs ir hon capt col maj sgt lt gen
""")
"""Honorifics before the given name."""
CREDENTIALS = _words("""
    phd dphil md dds dvm jd llm llb esq mba msc bsc ma ba mph cpa cfa cfp pmp pe rn mphil edd psyd frcp facs
    cissp cism cisa cip fcip csm cspo pgce acca aca fca cima shrm sphr phr shrmcp shrmscp lcsw mpa mpp meng
    beng dipl gphr pmi acp itil sixsigma aia leed ap facp fache frsa mcips chartered ret emeritus
""")
"""Degrees and memberships behind the family name."""
GENERATIONS = {"jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr"} | {
    roman: roman for roman in ("ii", "iii", "iv")
}
PARTICLES = _words("""
    van von der den de del della di da dos das do du la le las los al el bin ibn ben bint abu ter ten te zu
    zum zur vom af av st san y e i
""")
"""Small words of family names."""
COMPOUND_FAMILY = _words("""
    欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 夏侯 皇甫 尉迟 公孙 慕容 令狐 남궁 황보 제갈 선우
""")
"""Chinese and Korean family names of two characters."""
