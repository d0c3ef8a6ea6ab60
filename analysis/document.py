"""An article with everything that the mention readers find in it: what counts and events are read from."""

from dataclasses import dataclass

from analysis.article import Article
from analysis.language.text import Sentence, segment
from analysis.mentions.dates import DateMention, find_dates
from analysis.mentions.places import Setting, read_setting
from analysis.mentions.quantities import Quantity, Refusal, read_quantities
from analysis.mentions.speakers import Attribution, find_attributions
from analysis.sources.shadow import Shadow, normalise


@dataclass(frozen=True, slots=True)
class Document:
    """The mentions of one article, each sequence in order of `start`.

    All offsets count in `text`, the article without its layout; `shadow` leads back to `articles.text`.
    """

    article: Article
    shadow: Shadow
    sentences: tuple[Sentence, ...]
    quantities: tuple[Quantity, ...]
    refusals: tuple[Refusal, ...]
    dates: tuple[DateMention, ...]
    setting: Setting
    attributions: tuple[Attribution, ...]

    @property
    def text(self) -> str:
        """The article's text as the reader sees it."""
        return self.shadow.text


def read_document(article: Article) -> Document:
    """Read an article (whose publication is settled) for all its mentions."""
    shadow = normalise(article.text)
    text = shadow.text
    sentences = segment(text)
    quantities, refusals = read_quantities(text)
    return Document(
        article=article,
        shadow=shadow,
        sentences=sentences,
        quantities=quantities,
        refusals=refusals,
        dates=find_dates(text, article.publication),
        setting=read_setting(text),
        attributions=find_attributions(text, sentences),
    )
