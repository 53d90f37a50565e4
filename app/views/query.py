"""What a query to a platform is expected to bring, take and cost, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claqueur.app.display.formats import Formats
from claqueur.app.texts import Words

if TYPE_CHECKING:
    from claqueur.ingest.collect.x.estimate import Estimate

SECONDS_PER_PAGE = 1.0
POSTS_PER_SEARCH, POSTS_PER_TIMELINE = 100, 40


@dataclass(frozen=True)
class Expected:
    """n_posts: that match, None if the platform does not say; n_is_most: at most so many. n_wanted: up to the limit.

    least_usd, most_usd: the posts alone, and with all that may come along; None where nothing is charged. spent_usd:
    what asking has cost. budget_usd: as the reader set it. n_last_week: of the last seven days, where only these are
    counted.
    """

    n_posts: int | None
    n_is_most: bool
    n_wanted: int
    seconds: float
    least_usd: float | None = None
    most_usd: float | None = None
    spent_usd: str = "0"
    budget_usd: float | None = None
    n_last_week: int | None = None

    @classmethod
    def of_x(cls, found: Estimate, budget_usd: float | None) -> Expected:
        """What X counted."""
        return cls(
            found.n_posts,
            found.n_is_most,
            found.n_wanted,
            found.seconds,
            float(found.least_usd),
            float(found.most_usd),
            str(found.counts_usd),
            budget_usd,
        )

    @classmethod
    def of_search(cls, n_posts: int | None, limit: int) -> Expected:
        """What Bluesky says of a search."""
        n_wanted = limit if n_posts is None else min(n_posts, limit)
        return cls(n_posts, n_posts is None, n_wanted, SECONDS_PER_PAGE * (1 + n_wanted // POSTS_PER_SEARCH))

    @classmethod
    def of_timeline(cls, n_last_week: int | None, limit: int) -> Expected:
        """What a server of Mastodon says of a timeline."""
        seconds = SECONDS_PER_PAGE * (1 + limit // POSTS_PER_TIMELINE)
        return cls(None, True, limit, seconds, n_last_week=n_last_week)


def expected_lines(expected: Expected, words: Words) -> list[str]:
    """A line or two of Markdown for the number of posts and one or two for the cost."""
    formats = Formats(words.lang)
    if expected.n_posts == 0:
        return [words("start.query.none")]
    wanted = words.counted("posts", expected.n_wanted)
    if expected.n_posts is None or expected.n_is_most:
        lines = [words("start.query.at_most", wanted=wanted)]
    elif expected.n_wanted < expected.n_posts:
        lines = [words("start.query.newest", n=words.counted("posts", expected.n_posts), wanted=wanted)]
    else:
        lines = [words("start.query.all", wanted=wanted)]
    if expected.n_last_week is not None:
        lines.append(words("start.query.last_week", n=words.counted("posts", expected.n_last_week)))
    if expected.least_usd is None or expected.most_usd is None:
        return [*lines, words("start.query.free")]
    least, most = (words("start.query.usd", n=formats.money(usd)) for usd in (expected.least_usd, expected.most_usd))
    if expected.most_usd > expected.least_usd:
        lines.append(words("start.query.cost", least=least, most=most))
    else:
        lines.append(words("start.query.cost_alone", least=least))
    if expected.budget_usd is not None and expected.most_usd > expected.budget_usd:
        budget = words("start.query.usd", n=formats.money(expected.budget_usd))
        lines.append(words("start.query.budget_ends", budget=budget))
    return lines
