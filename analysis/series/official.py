"""Official figures beside the news: read, compared, never mixed in."""

from pathlib import Path

import pandas as pd

from analysis.errors import UsageError
from analysis.tables.schemas import BORDERS
from analysis.vocabulary import MEASURES

COLUMNS = ["measure", "border", "period_start", "period_end", "value", "source"]
REQUIRED = [name for name in COLUMNS if name not in ("border", "source")]


def read_official(path: str | Path) -> pd.DataFrame:
    """Read a CSV of official figures (UTF-8; columns as in COLUMNS; ISO dates, both inclusive).

    Raises
    ------
    UsageError
        naming the file, the line and what was allowed.
    """
    try:
        raw = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UsageError(f"official figures {path}: cannot be read as CSV ({error})") from error
    if sorted(raw.columns) != sorted(COLUMNS):
        got = ", ".join(map(str, raw.columns))
        raise UsageError(f"official figures {path}: allowed columns {', '.join(COLUMNS)}, got {got}")
    frame = raw[COLUMNS].copy()
    for name in ("period_start", "period_end"):
        frame[name] = pd.to_datetime(raw[name], format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    frame["value"] = pd.to_numeric(raw["value"], errors="coerce").astype("float64")
    _check_official(path, raw, frame)
    return frame


def _check_official(path: str | Path, raw: pd.DataFrame, frame: pd.DataFrame) -> None:
    wrong = {name: frame[name].isna() for name in REQUIRED}
    wrong["measure"] |= ~frame["measure"].isin(MEASURES)
    wrong["border"] = ~raw["border"].fillna("XX-XX").str.fullmatch(BORDERS)
    wrong["value"] |= frame["value"] < 0
    wrong["period_end"] |= frame["period_end"] < frame["period_start"]
    for name, rows in wrong.items():
        if rows.any():
            first = int(rows.to_numpy().argmax())
            got = raw[name].iloc[first]
            raise UsageError(f"official figures {path}, line {first + 2}: {name} cannot be {got!r}")


def compare_official(series: pd.DataFrame, official: pd.DataFrame) -> pd.DataFrame:
    """Set the news beside the official line, one row per official figure and unit of the news.

    Columns: those of the official figure, then `unit`, `low`, `high` of the news for the same measure,
    border and period (all groups; null where the news says nothing), and `distance`: null without a bound,
    0 inside, else how far the nearest bound lies below (negative) or above (positive) the official figure.
    """
    whole = series["group"].isna() & series["definition"].isna()
    news = series[whole & series["aggregation"].isin(["period", "cumulative", "stock"])]
    place = ["measure", "border", "period_start", "period_end"]
    news = news.groupby([*place, "unit"], dropna=False, as_index=False).agg(
        low=("low", "max"), high=("high", "min")
    )
    table = official.merge(news, on=place, how="left", validate="many_to_many")
    low = table["low"].where(table["low"] > 0)
    above = (low - table["value"]).clip(lower=0).fillna(0.0)
    below = (table["high"] - table["value"]).clip(upper=0).fillna(0.0)
    table["distance"] = (above + below).where(low.notna() | table["high"].notna())
    return table


def measure_coverage(comparison: pd.DataFrame) -> pd.DataFrame:
    """Per measure and border: how many official figures the news bounds and contains, and how far it is off.

    Takes what `compare_official` returns, or the table `official`. Columns: measure, border, figures,
    covered, bounded, inside, greatest_distance.
    """
    distance = comparison["distance"]
    bounded = comparison["low"].gt(0) & comparison["high"].notna()
    marked = comparison.assign(covered=distance.notna(), bounded=bounded, inside=distance.eq(0))
    groups = marked.groupby(["measure", "border"], dropna=False)
    return groups.agg(
        figures=("value", "size"),
        covered=("covered", "sum"),
        bounded=("bounded", "sum"),
        inside=("inside", "sum"),
        greatest_distance=("distance", lambda found: found.abs().max()),
    ).reset_index()
