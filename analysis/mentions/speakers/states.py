"""The state or organisation for which a speaker speaks."""

import re

from analysis.mentions.places import Setting, find_places
from analysis.mentions.places.lexicon import Place, fold
from analysis.mentions.speakers.lexicon import words_for

CIVIL = re.compile(
    r"\b(?:rights|watch|relief|solidarity|charity|ngo|volunteers|medics|clinic|lawyers|aid|amnesty|activists"
    r"|doctors|families|survivors|residents|network|collective|ngos|foundation|hotline|monitoring|initiative"
    r"|volunteer|refugees|humanitarian|caritas|red cross|helsinki committee)\b"
    r"|^(?:save the children|msf|hrw)$",
    re.I,
)
_BEFORE = 12  # characters between a state and the name it stands before ("of Edirne, …")


def country_of(source: str, setting: Setting, start: int | None = None) -> str | None:
    """The code of the state or organisation that `source` belongs to, or None for nobody's.

    It is read from the source's own words ("Belarusian State Border Committee"), from a person's office
    anywhere in the article, from the words right before its mention at `start` ("the governor of Edirne,
    …"); a ministry, guard, minister or officer without any of these is the home state's. Charities, media
    and private people are nobody's.
    """
    if CIVIL.search(source):
        return None
    own = [p for p in find_places(source) if p.kind != "demonym_person"]
    if own:
        return _settled(own[0], setting)
    folded = fold(source)
    for place in setting.places:
        if place.kind == "leader" and place.code and re.search(rf"\b{re.escape(place.name)}\b", folded):
            return place.code
    beside = _named_before(setting, start) if start is not None else None
    if beside:
        return beside
    words = {w.lower() for w in source.split()}
    official = words & (_STATE_WORDS & (words_for("body") | words_for("people")))
    return setting.home if official or folded.split()[-1] in setting.officers else None


_STATE_WORDS = frozenset(
    "ministry government guard guards service police army coastguard navy authority authorities "
    "administration office directorate parliament cabinet prosecutor prosecutors minister spokesman "
    "spokeswoman spokesperson official officials officer officers president premier chancellor commander "
    "general colonel major lieutenant captain department agency patrol military forces troops committee "
    "chief".split()
)


def _settled(place: Place, setting: Setting) -> str | None:
    """The code of a name; a body that several states have is the one that the article means."""
    if place.kind == "agency":
        named = [p.code for p in setting.places if p.kind == "agency" and p.name == place.name]
        return named[0] if named else place.code
    return place.code


def _named_before(setting: Setting, start: int) -> str | None:
    near = [
        p
        for p in setting.within(max(0, start - 60), start)
        if p.code and start - p.end <= _BEFORE and p.kind != "demonym_person"
    ]
    return near[-1].code if near else None
