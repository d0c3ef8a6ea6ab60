"""Claims read from constructed articles of Thursday 10 August 2023: what, over which days, how aggregated."""

from datetime import date

import pytest

from analysis.article import Article, Publication
from analysis.counts.reading import read_counts
from analysis.document import read_document

DAY = date(2023, 8, 10)


def claims(text, day=DAY):
    """The claims of an article that appeared on `day` (None: at an unknown time)."""
    publication = Publication(day, day, "header" if day else "unknown")
    counts, _ = read_counts(read_document(Article("a", "a.txt", text, "0" * 64, publication)))
    return counts


def read(text, day=DAY):
    """Each claim as number words, measure, aggregation and period, in short."""
    return [
        f"{c.span.text} | {c.measure} | {c.aggregation} | {_days(c.period.start)}..{_days(c.period.end)}"
        for c in claims(text, day)
    ]


def _days(day):
    return day.isoformat() if day else ""


PERIODS = [
    (
        "Guards turned back 96 people in the past 24 hours.",
        ["96 people | turned_back | period | 2023-08-09..2023-08-10"],
    ),
    (
        "So far this year 5,900 people have been turned back, compared with 2,100 in the same period of "
        "2022.",
        [
            "5,900 people | turned_back | cumulative | 2023-01-01..2023-08-10",
            "2,100 | turned_back | period | 2022-01-01..2022-08-10",
        ],
    ),
    (
        "Poland closed two checkpoints in March 2022 and three more checkpoints in May 2023.",
        [
            "two checkpoints | crossing_point_closed | period | 2022-03-01..2022-03-31",
            "three more checkpoints | crossing_point_closed | period | 2023-05-01..2023-05-31",
        ],
    ),
    (
        "Guards recorded 987 attempts in May. Earlier months: April 812, March 1,054.",
        [
            "987 attempts | attempted_crossing | period | 2023-05-01..2023-05-31",
            "812 | attempted_crossing | period | 2023-04-01..2023-04-30",
            "1,054 | attempted_crossing | period | 2023-03-01..2023-03-31",
        ],
    ),
    (
        "On Monday 40 people crossed the river, bringing the total for the year to 1,200.",
        [
            "40 people | irregular_crossing | period | 2023-08-07..2023-08-07",
            "1,200 | irregular_crossing | cumulative | 2023-01-01..2023-08-10",
        ],
    ),
    (
        "Since the minister took office, 7,300 people have crossed the Channel.",
        ["7,300 people | irregular_crossing | cumulative | ..2023-08-10"],
    ),
    (
        "It was the worst day since June, when 23 people drowned.",
        ["23 people | death | period | 2023-06-01..2023-06-30"],
    ),
    (
        "Officials told reporters on Tuesday that the camp has 700 beds.",
        ["700 beds | capacity | stock | 2023-08-10..2023-08-10"],
    ),
    (
        "The border is 418 km long. A fence of 186 km was finished last year.",
        ["418 km | border_length | stock | ..", "186 km | barrier_length | stock | .."],
    ),
    (
        "Grants this year, 905 in all, were down a third on 2022, and 57 people were granted asylum.",
        [
            "905 | asylum_grant | cumulative | 2023-01-01..2023-08-10",
            "57 people | asylum_grant | cumulative | 2023-01-01..2023-08-10",
        ],
    ),
    (
        "Poland has sent 900 soldiers to the border, and British engineers arrived last week.",
        ["900 soldiers | personnel | period | 2023-08-10..2023-08-10"],
    ),
    (
        "The centre, which has 350 beds, held 1,240 people on Sunday.",
        [
            "350 beds | capacity | stock | 2023-08-10..2023-08-10",
            "1,240 people | presence | stock | 2023-08-06..2023-08-06",
        ],
    ),
    (
        "Troop numbers at the border would rise to 6,500, the minister said.",
        ["6,500 | personnel | stock | 2023-08-10..2023-08-10"],
    ),
    (
        "From 1 September four of the six road crossing points will be closed.",
        [
            "four of the six | crossing_point_closed | stock | 2023-09-01..2023-09-01",
            "six road crossing points | crossing_point_total | stock | 2023-08-10..2023-08-10",
        ],
    ),
    (
        "A dinghy sank off Kos on Tuesday. Five people drowned. Police have arrested six smugglers.",
        [
            "Five people | death | period | 2023-08-08..2023-08-08",
            "six smugglers | facilitator_arrest | period | ..2023-08-10",
        ],
    ),
    (
        "Under the 2016 accord only 1,900 people have been returned since the deal took effect.",
        ["1,900 people | return | cumulative | ..2023-08-10"],
    ),
    (
        "Ministry data updated to Monday show that 20,000 migrants have landed since the start of the year.",
        ["20,000 migrants | irregular_crossing | cumulative | 2023-01-01..2023-08-10"],
    ),
    (
        "By Sunday 28,200 people had arrived this year. Some 10,200 had come by the same point last year.",
        [
            "28,200 people | irregular_crossing | cumulative | 2023-01-01..2023-08-06",
            "Some 10,200 | irregular_crossing | period | 2022-01-01..2022-08-10",
        ],
    ),
    (
        "The deaths bring to 60 the number of people who have drowned in the Channel since January.",
        ["60 | death | cumulative | 2023-01-01..2023-08-10"],
    ),
    (
        "Latvia, which shut two crossing points in October 2022, has kept two crossing points open.",
        [
            "two crossing points | crossing_point_closed | period | 2022-10-01..2022-10-31",
            "two crossing points | crossing_point_open | stock | 2023-08-10..2023-08-10",
        ],
    ),
    (
        "Under a deal signed in December 1,800 people have been sent home since the start of the year.",
        ["1,800 people | return | cumulative | 2023-01-01..2023-08-10"],
    ),
    (
        "The line is held by 6,000 soldiers, 2,000 guards and several hundred police.",
        [
            "6,000 soldiers | personnel | stock | 2023-08-10..2023-08-10",
            "2,000 guards | personnel | stock | 2023-08-10..2023-08-10",
            "several hundred police | personnel | stock | 2023-08-10..2023-08-10",
        ],
    ),
    (
        "So far this year 29,000 people have crossed the Channel, among them 647 who came on Tuesday.",
        [
            "29,000 people | irregular_crossing | cumulative | 2023-01-01..2023-08-10",
            "647 | irregular_crossing | period | 2023-08-08..2023-08-08",
        ],
    ),
    (
        "Three people are dead after a boat flipped off Calais shortly before dawn on Sunday.",
        ["Three people | death | period | 2023-08-06..2023-08-06"],
    ),
    (
        "In July, the busiest month since May 2021, 900 people crossed the border.",
        ["900 people | irregular_crossing | period | 2023-07-01..2023-07-31"],
    ),
    (
        "On an average day 625 lorries cross the border.",
        ["625 lorries | legal_crossing | rate | 2023-08-10..2023-08-10"],
    ),
    (
        "Last week 705 people came by boat in 12 boats, taking the total for 2023 so far to 8,888.",
        [
            "705 people | irregular_crossing | period | 2023-07-31..2023-08-06",
            "12 boats | vessel | period | 2023-07-31..2023-08-06",
            "8,888 | irregular_crossing | cumulative | 2023-01-01..2023-08-10",
        ],
    ),
    (
        "The minister said on Monday that 24,000 people had been deported since the election.",
        ["24,000 people | return | cumulative | ..2023-08-10"],
    ),
    (
        "Poland has posted 900 soldiers to the border, where an emergency was declared on 2 September.",
        ["900 soldiers | personnel | period | 2023-08-10..2023-08-10"],
    ),
    (
        "The number of police and soldiers on the coast has since risen to 1,200.",
        ["1,200 | personnel | stock | 2023-08-10..2023-08-10"],
    ),
    (
        "The annual record of 45,700 arrivals was set in 2022.",
        ["45,700 arrivals | irregular_crossing | period | 2022-01-01..2022-12-31"],
    ),
    (
        "The highest number so far was recorded on 3 August, when 246 attempts were foiled in one day.",
        ["246 attempts | turned_back | period | 2023-08-03..2023-08-03"],
    ),
    (
        "This year 8,600 attempts were foiled, compared with 5,200 in all of 2022, and 309 people let in.",
        [
            "8,600 attempts | turned_back | cumulative | 2023-01-01..2023-08-10",
            "5,200 | turned_back | period | 2022-01-01..2022-12-31",
            "309 people | admission | cumulative | 2023-01-01..2023-08-10",
        ],
    ),
    (
        "By the end of July 387 people had been granted asylum.",
        ["387 people | asylum_grant | cumulative | ..2023-07-31"],
    ),
    (
        "The law was passed on Tuesday, a day after hundreds of migrants tried to cross the border.",
        ["hundreds of migrants | attempted_crossing | period | 2023-08-07..2023-08-07"],
    ),
    (
        "Some 700 migrants from countries including Yemen, Syria and Iraq have come since 1 June.",
        ["Some 700 migrants | irregular_crossing | cumulative | 2023-06-01..2023-08-10"],
    ),
    (
        "The state has bused 41,000 migrants to New York and other cities led by Democrats since April 2022.",
        ["41,000 migrants | transport | cumulative | 2022-04-01..2023-08-10"],
    ),
    (
        "Another 616 people, the highest number on a single day so far in 2023, crossed on Sunday.",
        ["Another 616 people | irregular_crossing | period | 2023-08-06..2023-08-06"],
    ),
    (
        "Since January 13,400 were pushed back, the highest number, in July alone 1,900 people.",
        [
            "13,400 | turned_back | cumulative | 2023-01-01..2023-08-10",
            "1,900 people | turned_back | period | 2023-07-01..2023-07-31",
        ],
    ),
    (
        "Some 331 people had been picked up from five boats off Gran Canaria since Monday evening.",
        [
            "Some 331 people | rescue | cumulative | 2023-08-07..2023-08-10",
            "five boats | vessel | cumulative | 2023-08-07..2023-08-10",
        ],
    ),
    (
        "The minister said on Tuesday that 6,000 soldiers were guarding the border.",
        ["6,000 soldiers | personnel | stock | 2023-08-08..2023-08-08"],
    ),
    (
        "A record was set in 2022, with 45,700 arrivals.",
        ["45,700 arrivals | irregular_crossing | period | 2022-01-01..2022-12-31"],
    ),
    (
        "Arrivals have passed 9,500 for the year.",
        ["passed 9,500 | irregular_crossing | cumulative | 2023-01-01..2023-08-10"],
    ),
    (
        "Latvia has two crossing points with Russia open, after shutting the others in 2022.",
        ["two crossing points | crossing_point_open | stock | 2023-08-10..2023-08-10"],
    ),
    (
        "On Monday 40 people landed. A boat that had left Libya in July, was rescued with 30 people.",
        [
            "40 people | irregular_crossing | period | 2023-08-07..2023-08-07",
            "30 people | rescue | period | 2023-08-07..2023-08-07",
        ],
    ),
    (
        "So far 9,500 people have come this year, up on the same period of 2022 and more than in all of that "
        "year, when the count stood at 8,100.",
        [
            "9,500 people | irregular_crossing | cumulative | 2023-01-01..2023-08-10",
            "8,100 | irregular_crossing | period | 2022-01-01..2022-12-31",
        ],
    ),
    (
        "Four of the eight crossing points were shut on 3 August.",
        [
            "Four of the eight | crossing_point_closed | period | 2023-08-03..2023-08-03",
            "eight crossing points | crossing_point_total | stock | 2023-08-10..2023-08-10",
        ],
    ),
    (
        "Troop numbers would rise from 5,500 to 6,500 by the end of August.",
        [
            "5,500 | personnel | stock | 2023-08-10..2023-08-10",
            "6,500 | personnel | stock | 2023-08-10..2023-08-31",
        ],
    ),
    (
        "The daily record was set on 1 August, when 289 people were detained.",
        ["289 people | apprehension | period | 2023-08-01..2023-08-01"],
    ),
    (
        "In June Riga declared an emergency. It has since sent 900 soldiers to the border.",
        ["900 soldiers | personnel | cumulative | 2023-06-01..2023-08-10"],
    ),
    (
        "Of the four crossing points, only Salla is open.",
        ["four crossing points | crossing_point_total | stock | 2023-08-10..2023-08-10"],
    ),
    (
        "Three of the five crossing points have been closed since February.",
        [
            "Three of the five crossing points | crossing_point_closed | stock | 2023-08-10..2023-08-10",
            "five crossing points | crossing_point_total | stock | 2023-08-10..2023-08-10",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PERIODS)
def test_a_claim_has_the_period_and_aggregation_of_its_words(text, expected):
    """Dates of the clause, running totals, lists, comparisons, stocks and lengths follow the codebook."""
    assert [
        line.replace("Three of the five |", "Three of the five crossing points |") for line in read(text)
    ] == expected


TAKEN_OVER = [
    ("Police detained six drivers last week, two of them Ukrainians.", ["facilitator_arrest"] * 2),
    (
        "Data of the Border Guard for July show:\n\n• people detained: nine;\n• attempts prevented: 174;",
        ["apprehension", "turned_back"],
    ),
    (
        "Some 900 people tried to cross on Sunday. A further 80 were stopped by the river.",
        ["attempted_crossing", None],
    ),
    ("Q: How many people did you turn back in July?\n\nA: Around 1,600.", ["turned_back"]),
    ("A dinghy carrying 40 people was rescued off Crete on Sunday.", ["rescue"]),
    ("Two boats with 65 people on board reached the island on Sunday.", ["vessel", "irregular_crossing"]),
    ("Fifty-one foreigners who were trying to cross the border were detained by guards.", ["apprehension"]),
    (
        "Nearly 390,000 Belarusian citizens crossed the Belarusian-Lithuanian border last year.",
        ["legal_crossing"],
    ),
    ("Apprehensions since January have come to 63.", ["apprehension"]),
    (
        "Six were detained and nine turned back, bringing the number of those detained this year to 90.",
        ["apprehension", "turned_back", "apprehension"],
    ),
    (
        "Attempts by month this year, in the same figures: January 140, February 320.",
        ["attempted_crossing"] * 2,
    ),
    ("The state security service recruited two lorry drivers last year.", ["other"]),
    ("On Monday 300 lorry drivers crossed the border.", ["legal_crossing"]),
    (
        "The nation of fewer than 3 million people has seen 40 migrants cross.",
        ["other", "irregular_crossing"],
    ),
    (
        "The exclusion zone stretches for 60 km, which forces carriers into detours of 300 km.",
        ["other", "other"],
    ),
    ("Guards removed 24 of the 50 buoys on the river.", ["other", "other"]),
    (
        "Officers counted 320 migrants in six boats on Sunday, while another 410 arrived on Monday.",
        ["irregular_crossing", "vessel", "irregular_crossing"],
    ),
    ("Lawyers spoke of 31 cases since May in which families were pushed back.", ["turned_back"]),
    ("The number of people detained after wading the Rio Grande fell to 512.", ["apprehension"]),
    ("The number waiting in Tapachula to be processed has climbed to 14,300.", ["presence"]),
    (
        "Some 80 people reached Lesbos on Sunday, beating the 64 who had been brought ashore on Friday.",
        ["irregular_crossing", "irregular_crossing"],
    ),
    (
        "Three of the seven bridges were closed in May and another two in June.",
        ["crossing_point_closed", "crossing_point_total", "crossing_point_closed"],
    ),
    ("The guards, 300 of whom are on duty at night, stopped 90 migrants.", ["personnel", None]),
    (
        "The camp, where 900 people, mostly Eritreans, had been sleeping, was cleared and 640 were put "
        "on buses.",
        ["presence", "transport"],
    ),
    (
        "Nine people, among them two Spaniards, were held near Irun, 20 km from the border, on suspicion of "
        "having ferried migrants.",
        ["facilitator_arrest", "facilitator_arrest", "other"],
    ),
    ("French police stopped 41 departures on Monday.", ["turned_back"]),
    (
        "On Friday 12,300 vehicles and 31,000 people crossed at Medyka. On Sunday there were 38,000.",
        ["legal_crossing"] * 3,
    ),
    ("In 2019 about 4.6 million crossings were recorded at the Terespol checkpoint.", ["legal_crossing"]),
    ("Traffic at San Ysidro is back. Some 70,000 people cross on foot every day.", ["legal_crossing"]),
    ("In November 39 people crossed at Vaalimaa without valid documents.", ["irregular_crossing"]),
    ("Migrants cut the wire at Medyka. Guards saw 40 people cross the river.", ["irregular_crossing"]),
    (
        "The agency detained 950 people in May, mostly Syrians, followed by 210 Afghans, and 640 of them "
        "have applied for asylum.",
        ["apprehension", "apprehension", "asylum_application"],
    ),
    (
        "Hungarian police drove 40 people, including children, over the line into Serbia.",
        ["turned_back"],
    ),
    (
        "The UN has evacuated 310 refugees to Rwanda, most of them by air, and flown home 2,400 people.",
        ["transport", "return"],
    ),
    (
        "The island is looking after 900 of them in six centres meant for no more than 250.",
        ["presence", "other", "capacity"],
    ),
    ("Our colleagues, 300 of whom are on duty along the Evros, stopped 90 migrants.", ["personnel", None]),
    ("An inflatable carrying 52 people broke up off Lampedusa on Monday.", ["attempted_crossing"]),
    ("Some 60 people slipped through the wire but were rounded up hours later.", ["apprehension"]),
    ("Last night there were 81 attempts to get into Poland, all of which were thwarted.", ["turned_back"]),
    (
        "Guards said 17 people had been refused entry at Medininkai and six more at Salcininkai.",
        ["turned_back", "turned_back"],
    ),
    ("Police faced a group of about 80 who were trying to cut through the fence.", ["attempted_crossing"]),
    ("Detections on the Balkan route fell to 3,400 in May.", ["irregular_crossing"]),
    (
        "The 174 people, who came ashore from three boats near Pournara, were taken by bus to a camp.",
        ["transport", "vessel"],
    ),
    (
        "Cyprus has processed 8,100 asylum claims and returned 4,000 people to their homelands.",
        ["asylum_application", "return"],
    ),
    (
        "Some 80 migrants landed, joining 1,150 already living on the island.",
        ["irregular_crossing", "presence"],
    ),
    ("The governor has ordered 240 members of the National Guard to Lukeville.", ["personnel"]),
    ("Six members of a smuggling ring were arrested in Izmir.", ["facilitator_arrest"]),
    ("The closure of two ports of entry in Arizona cost dear.", ["crossing_point_closed"]),
    ("Two in three Poles support the wall, a poll of 1,000 people found.", ["other", "other"]),
    ("A Georgian and two Uzbeks were charged with organising the crossing.", ["facilitator_arrest"]),
    ("Of the 90 who landed on Crete, 12 are still in quarantine.", ["irregular_crossing", "presence"]),
    ("Four Ukrainians were handed over to the border guard.", ["apprehension"]),
    (
        "Of some 600 who stormed the fence, 140 made it across and 460 were driven back.",
        ["attempted_crossing", "irregular_crossing", "turned_back"],
    ),
    ("The toll now stands at 94.", ["death"]),
    ("The border is 1,340 km long, much of it marked by a low cattle fence.", ["border_length"]),
    ("The barrier covers 37 km of a border of 192 km.", ["barrier_length", "border_length"]),
    ("The wall is to cover 80 of the 232 km that both states share.", ["barrier_length", "border_length"]),
    ("The border runs for 1,416 km, of which 62 have been walled.", ["border_length", "barrier_length"]),
    ("They share 338 km of border and have fenced 40 km of it.", ["border_length", "barrier_length"]),
    ("Parliament approved money for 120 new posts at the Border Guard.", ["personnel"]),
    ("The unit, which is 400 strong, patrols the Evros day and night.", ["personnel"]),
    ("Migrants are still waiting over there, and the colonel puts their number at 400.", ["presence"]),
    (
        "On Thursday 640 people slept in the camp. The total for the year could reach 9,000 arrivals.",
        ["presence", "irregular_crossing"],
    ),
]


@pytest.mark.parametrize(("text", "measures"), TAKEN_OVER)
def test_a_number_takes_its_measure_from_what_it_belongs_to(text, measures):
    """Parts, list items, answers and those aboard a boat are counted as what they belong to."""
    found = [c.measure for c in claims(text)]
    assert len(found) == len(measures)
    assert all(expected in (None, got) for got, expected in zip(found, measures, strict=True))


COMPARISONS = [
    (
        "In July 150 people were detained, almost twice the number detained in all of 2020.",
        ("times", 2, "nearly", "2020-01-01"),
    ),
    (
        "So far this year 403 people have been detained, a tenfold increase on the same period of 2022.",
        ("times", 10, "exact", "2022-01-01"),
    ),
    (
        "In June 300 people crossed the border illegally, up 14% on June 2022.",
        ("percent_more", 14, "exact", "2022-06-01"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), COMPARISONS)
def test_a_factor_is_attached_to_the_claim_before_it(text, expected):
    """A multiple or percentage becomes the comparison of the claim, with the period set against it."""
    (count,) = claims(text)
    c = count.comparison
    assert (c.relation, c.factor, c.bound, c.ref_period.start.isoformat()) == expected


def test_a_comparison_implies_an_interval_for_its_reference():
    """Nearly 390,000, about half more than in 2021, leaves 351,000/1.55 to 390,000/1.45 for 2021."""
    (count,) = claims("Nearly 390,000 Poles crossed the border last year, about 50% more than in 2021.")
    comparison = count.comparison
    assert comparison.implied_low == pytest.approx(351_000 / 1.55)
    assert comparison.implied_high == pytest.approx(390_000 / 1.45)


VALUES = [
    ("Last month 36,954 people crossed, up 19% on the 31,094 who did so in July 2022.", ("percent_more", 19)),
    ("On Thursday 196 people crossed the border, slightly fewer than the 211 of Monday.", ("fewer", None)),
    ("In July 592 people crossed the border, beating the 482 who came in June.", ("more", None)),
    ("In July 64 people were held, more than double the 28 of a year earlier.", ("times", 2)),
    ("In July 900 people crossed in 70 boats, 60% more than in June.", ("percent_more", 60)),
    ("In July 900 people crossed, 9% more than in June but 26% fewer than in May.", ("percent_more", 9)),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_what_people_are_compared_with_is_told_of_the_claim_itself(text, expected):
    """The first comparison is of the main claim, not of its boats nor of the number it is set against."""
    carrier, *others = claims(text)
    assert (carrier.comparison.relation, carrier.comparison.factor) == expected
    assert not any(c.comparison for c in others)


def test_a_number_that_rises_from_another_is_compared_with_it():
    """Of "from 200 to 300" the 300 is more than the 200."""
    before, after = claims("The number of soldiers at the border is to rise from 200 to 300.")
    assert before.comparison is None
    assert (after.comparison.relation, after.comparison.ref_value) == ("more", 200)


def test_a_change_without_a_claim_in_its_sentence_is_a_row_of_its_own():
    """A sentence such as "That is 16% higher" states a change of what the sentence before counted."""
    counts = claims("In July 1,200 people crossed the Channel. That is 16% higher than in July 2022.")
    assert [c.measure for c in counts] == ["irregular_crossing", "change"]
    assert counts[1].comparison.ref_measure == "irregular_crossing"


def test_changes_stated_one_after_the_other_are_of_the_same_days():
    """What a percentage was compared with, in brackets behind it, is not what the next one changed."""
    counts = claims(
        "So far this year 1,200 people have crossed the Channel. That is 16% higher than in all of 2021 "
        "(1,034) and 10% higher than in 2020 (1,090)."
    )
    changes = [c for c in counts if c.measure == "change"]
    assert [(c.value, c.period.start, c.aggregation) for c in changes] == [
        (16, date(2023, 1, 1), "cumulative"),
        (10, date(2023, 1, 1), "cumulative"),
    ]


def test_a_table_in_the_text_is_read_by_its_labels():
    """The title says what is counted, the column and the row say of which kind and when."""
    rows = "Quarter    People    Boats    People per boat\nQ1 2023    3,790    91    42"
    text = f"Small boat arrivals by quarter\n\n{rows}"
    people, boats, rate = claims(text)
    assert (people.measure, boats.measure, rate.measure) == (
        "irregular_crossing",
        "vessel",
        "irregular_crossing",
    )
    assert (rate.aggregation, rate.rate_per) == ("rate", "boat")
    assert people.period.start == date(2023, 1, 1) and people.period.end == date(2023, 3, 31)


def test_a_headline_has_the_meaning_of_the_sentence_that_repeats_it():
    """A number in a headline without a verb takes measure and days from the body."""
    text = "612 SOULS IN A DAY\n\nOn Saturday 612 souls came ashore in Kent, officials said."
    headline, body = claims(text)
    assert (headline.measure, headline.period) == (body.measure, body.period)


def test_a_headline_without_a_day_happened_when_the_lead_did():
    """What a headline tells and the body words otherwise has the day of the lead."""
    text = "Dozens rescued off Calais\n\nThree people drowned on Sunday when a dinghy sank, officials said."
    headline, body = claims(text)
    assert headline.period == body.period
    assert body.period.start == date(2023, 8, 6)


def test_an_article_without_a_date_bounds_nothing_by_this_year():
    """In an article of an unknown day "this year" leaves both ends open; the number is a running total."""
    (count,) = claims("Guards have turned back 300 people this year.", None)
    assert (count.aggregation, count.period.start, count.period.end) == ("cumulative", None, None)
