import pytest

from analysis.knowledge import load_records
from analysis.language.text import segment
from analysis.mentions.speakers import find_attributions
from analysis.mentions.speakers.lexicon import SpeakerWords, SpeechVerb, words_for
from analysis.mentions.speakers.phrases import clean_source

VERBS = load_records("speech", SpeechVerb)


def _read(text):
    return find_attributions(text, segment(text))


def _source(text, words):
    """Who is cited for the words most closely; accusations and threats are acts, and cite nobody."""
    at = text.index(words)
    covering = [a for a in _read(text) if a.content_start <= at < a.content_end]
    closest = min(covering, key=lambda a: (a.distance, a.content_end - a.content_start), default=None)
    return closest.source if closest and closest.kind not in ("accused", "threatened") else None


@pytest.mark.parametrize(("verb", "text"), [(v, t) for v in VERBS for t in v.examples])
def test_examples_of_speech_verbs_are_attributions(verb, text):
    """Every example of a speech verb cites somebody by that verb."""
    assert verb.id in [a.verb for a in _read(f"On Monday {text}, and {text}.")]


@pytest.mark.parametrize(("verb", "text"), [(v, t) for v in VERBS for t in v.counterexamples])
def test_counterexamples_of_speech_verbs_are_no_attributions(verb, text):
    """No counterexample of a speech verb cites anybody by it."""
    assert verb.id not in [a.verb for a in _read(f"There was {text} there.")]


@pytest.mark.parametrize("record", load_records("speakers", SpeakerWords), ids=lambda r: r.id)
def test_speaker_words_stand_in_their_examples(record):
    """Every example of a list of speaker words holds one of its words."""
    assert all(any(w in example for w in words_for(record.use)) for example in record.examples)


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("The Coast Watch said that 40 people had landed.", "40 people", "Coast Watch"),
        ("Forty people landed on Friday, the Coast Watch said on Monday.", "Forty people", "Coast Watch"),
        ("Forty people landed, said Deputy Interior Minister Jan Holm.", "Forty people", "Jan Holm"),
        ("Some 30 people, according to the charity Blue Wave, are missing.", "Some 30", "Blue Wave"),
        ("According to a tally kept by the group Blue Wave, 12 died.", "12", "Blue Wave"),
        ("Migration Office figures show that 300 Iraqis were held.", "300 Iraqis", "Migration Office"),
        ("President Ivan Petrov, quoted by the agency Tass, said 40 had left.", "40", "Ivan Petrov"),
        ("The radio reported that 12 had drowned, citing the Harbour Police.", "12", "Harbour Police"),
        ("Blue Wave, citing its crew, said 12 had drowned.", "12", "Blue Wave"),
        ("Blue Wave, a group of doctors, has logged 120 pushbacks.", "120 pushbacks", "Blue Wave"),
        ("The agency puts the number at 350.", "350", "agency"),
        ("The ministry denied it and said that 20 had been let in.", "20", "ministry"),
        ("The Harbour Police spoke. It said that 20 had been let in.", "20", "Harbour Police"),
        ("The Harbour Police gives no names, but it confirmed that 20 had died.", "20", "Harbour Police"),
        ("Ida Holm warned. The agency gave no names. It said 20 had been let in.", "20", "agency"),
        ("The Wave Centre says it is tired. By its count, 20 have died.", "20", "Wave Centre"),
        ("Ohio has bused 20 people away, a spokeswoman for Gov. Ida Holm said.", "20", "Ida Holm"),
        ("Crews found 20 people, Lt. Ida Holm of the Sea Rescue Office said.", "20", "Ida Holm"),
        ("Fishermen's association Blue Wave said 20 boats were missing.", "20", "Blue Wave"),
        ("The jet brought 20 people, ministry spokesman Omar al-Rashid said.", "20", "Omar al-Rashid"),
        ("Ida Holm, 44, who was out walking, counted 20 people in one boat.", "20", "Ida Holm"),
        ("Lawyers at the Harbour Centre say that 20 had frostbite.", "20", "Lawyers at the Harbour Centre"),
        ("The police recorded 20 entries in May, spokeswoman Ida Holm said.", "20", "Ida Holm"),
        ("In the latest case 20 men believed to be Iraqis were held.", "20", None),
        ("The mayor, Ida Holm, 52, said that 20 boats came.", "20", "Ida Holm"),
        ("Ida Holm, 52, said that 20 boats came.", "20", "Ida Holm"),
        ("Shadow home secretary Ida Holm said it failed. She said 20 boats came.", "20", "Ida Holm"),
        ("Some 12 slept there, the mayor said; charities think that it is 20.", "20", "charities"),
        ("The Harbour Police said boats were few. It counted 20 people.", "20 people", "Harbour Police"),
        ("Ms Ida Holm said boats were few. She expects another 150.", "another 150", "Ida Holm"),
        ("The ministry said boats were few. Some 20 people landed.", "Some 20", None),
        ('"We saw boats. We counted 40 people," said Ida Holm.', "40 people", "Ida Holm"),
        ('"We saw boats," said Ida Holm. "There were 40 people in them."', "40 people", "Ida Holm"),
        ("Ida Holm, minister: In May we stopped 300 people at sea and on land.", "300 people", "Ida Holm"),
        ("It was announced on Monday by the Harbour Police that 30 had landed.", "30", "Harbour Police"),
        ("Norland accused Sudland of sending 50 people.", "50 people", None),
        ("The governor asked the army for 250 soldiers.", "250 soldiers", "governor"),
        ("County officers plan to hire six deputies.", "six deputies", "County officers"),
        ("The Coast Watch reported a 12% fall, to 9,000 crossings.", "9,000", "Coast Watch"),
        ("On Monday 1,200 people were in camps, per the Migration Office.", "1,200", "Migration Office"),
        ("Blue Wave, a network of doctors, lawyers and pilots, recorded 40 cases.", "40", "Blue Wave"),
        ("Forty people were sent back, Watch the Woods says.", "Forty", "Watch the Woods"),
        ("Some 900 slept there, aid groups reckon; no more than 450, the mayor retorts.", "450", "mayor"),
        ("Some 900 slept there, aid groups reckon; only 450, the mayor retorts.", "900", "aid groups"),
        ("Nine drowned; 12 are missing, said the Harbour Police.", "Nine", "Harbour Police"),
        ("The coastguard, which has reported 48 deaths, repeated its warning.", "48 deaths", "coastguard"),
        ("Ida Holm spoke. According to her, 30 had drowned, Ida Holm said.", "30", "Ida Holm"),
        ("Ida Holm spoke. According to her family, 30 had drowned.", "30", "family"),
        ("The guards recorded 30 crossings, according to the Harbour Police.", "30", "Harbour Police"),
        ("Some 30 people came, according to preliminary figures.", "30", None),
        ("The town hired two buses for people released by the police.", "two buses", None),
        ("Eastern route: 30 people came in boats to the shore last month.", "30", None),
        ("The army deployed 50 soldiers.", "50 soldiers", None),
        ("The minister said:\n\n“We stopped 12 people.”", "12", "minister"),
        ("“We turned back 60 people,” sighed the commander.", "60", "commander"),
        ("“We turned back 60 people,” the commander sighed.", "60", "commander"),
        ("Some 120 people were stopped on Monday – minister.", "120", "minister"),
        ("Some 120 people were stopped on Monday - Harbour Police", "120", "Harbour Police"),
        ("And from Chairwoman Ida Holm:\n\n“We stopped 120 people last week.”", "120", "Ida Holm"),
        ("UN: 5,000 people crossed on Monday.", "5,000", "UN"),
        ("As many as 120 people crossed, by the ministry’s count.", "120", "ministry"),
        ("On the Harbour Police's own reckoning 120 people crossed.", "120", "Harbour Police"),
        ("The fence is 5 km long – Poland's longest.", "5 km", None),
        ("Three gates are shut – Silene, Terehova and Grebneva.", "Three gates", None),
        ("By last year's figures 40 came.", "40", None),
    ],
)  # fmt: skip
def test_the_source_of_a_claim(text, words, source):
    """The source of a claim is whoever the text cites for it, and nobody where it cites nobody."""
    assert _source(text, words) == source


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("the Lithuanian Prime Minister Ada Lind", "Ada Lind"),
        ("a Home Office spokesperson", "Home Office spokesperson"),
        ("the spokesman for the Polish government", "spokesman for the Polish government"),
        ("Mexico's National Migration Institute", "National Migration Institute"),
        ("provisional Home Office figures", "Home Office"),
        ("the hauliers' association Linava", "Linava"),
        ("Lt Col Marek Sowa", "Marek Sowa"),
        ("Lieutenant Ada Lind of the northern division", "Ada Lind"),
        ("official figures", "official figures"),
        ("my neighbours", "neighbours"),
        ("the NGO Blue Wave", "Blue Wave"),
        ("Refugee support group Blue Wave", "Blue Wave"),
        ("the German charity Blue Wave", "Blue Wave"),
        ("Ida Holm of the rescue service", "Ida Holm"),
        ("condemned Ida Holm’s", "Ida Holm"),
    ],
)
def test_sources_are_written_without_article_and_title(words, source):
    """A source is cited without article, title, owner and the words for its data."""
    assert clean_source(words) == source


def test_a_denial_has_the_stance_of_a_denial():
    """The verb of an attribution brings its kind and stance."""
    (found,) = _read("Norland denied the claim.")
    assert (found.source, found.kind, found.stance) == ("Norland", "denied", "denial")


def test_a_long_text_is_read_to_its_end():
    """Fifty kilobytes of reported speech give the speakers of each sentence."""
    text = "The Harbour Police said on Monday that 12 people had landed, and Ida Holm denied it. " * 600
    assert {a.source for a in _read(text)[-4:]} == {"Harbour Police", "Ida Holm"}
