"""Time and peak memory of `build_series` for 1,000 and 10,000 claims over two years on one border.

Run with `python -m benchmarks.series`. Each size runs in a process of its own, so that its peak memory
is its own.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

from analysis.series import build_series
from benchmarks.simulation import Settings, simulate_news

SIZES = (1_000, 10_000)
# Of 1,000 claims; a fifth of the articles have a copy, which makes up the rest.
MIX = Settings(
    days=730,
    totals=200,
    daily=300,
    weeks=60,
    months=30,
    windows=90,
    breakdowns=40,
    comparisons=20,
    false=5,
)


def scale_settings(claims: int) -> Settings:
    """The mix for a number of claims."""
    kinds = ("totals", "daily", "weeks", "months", "windows", "breakdowns", "comparisons", "false")
    return replace(MIX, **{kind: getattr(MIX, kind) * claims // 1000 for kind in kinds})


def measure_size(claims: int) -> dict[str, float]:
    """Build the series of so many claims once; seconds and MiB at the peak, start-up included."""
    news = simulate_news(scale_settings(claims), seed=claims)
    began, began_cpu = time.perf_counter(), time.process_time()
    series, conflicts = build_series(news.counts, news.comparisons, news.articles)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - began_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "claims": len(news.counts),
        "rows": len(series),
        "conflicts": len(conflicts),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_mib": round(peak),
    }


def main() -> None:
    """Print one line per size, and how time grows in proportion to the claims."""
    if len(sys.argv) > 1:
        print(json.dumps(measure_size(int(sys.argv[1]))))
        return
    command = [sys.executable, "-m", "benchmarks.series"]
    results = [json.loads(subprocess.check_output([*command, str(size)])) for size in SIZES]
    for result in results:
        print("  ".join(f"{name} {value:,}" for name, value in result.items()))
    small, large = results
    growth = (large["cpu_seconds"] / small["cpu_seconds"]) / (large["claims"] / small["claims"])
    print(f"processor time grows {growth:.2f} times in proportion to the claims")


if __name__ == "__main__":
    main()
