"""The ordinary discourse: public figures, opinions, reactions, and breaking news. Nobody here acts in concert."""

from __future__ import annotations

import numpy as np
import polars as pl

from claqueur.ingest.simulator.grammar import VOCABULARIES, render
from claqueur.ingest.simulator.rhythm import DAY_S, rate
from claqueur.ingest.simulator.scene import KINDS, LANGUAGES, Scene, pick

TOPIC_SHARES = {"politics": 0.55, "brand": 0.25, "life": 0.2}
PUBLIC_SHARE, LEAST_PUBLIC_POSTS = 0.04, 20  # of all posts; per public figure
BURST_SHARE = 0.07  # of all posts
KIND_SHARES = {"post": 0.38, "reply": 0.15, "quote": 0.05}  # of ordinary posts; the rest are reposts
PUBLIC_REACTIONS = 0.4  # share of the reactions that public figures' posts draw
MEDIAN_DELAY_S = {"repost": 1_800, "reply": 700, "quote": 2_400}
LINK_SHARE = 0.1  # of opinions, with a link to news under own words
HEADLINE_SHARE = 0.08  # of opinions, nothing but a headline with its link, as a site's share button makes it
URL = r"(https://\S+)"
SAME_CAMP = 0.8  # share of the reactions that come from the author's own circle


def write_public_posts(scene: Scene) -> None:
    """What parties, persons, brands, outlets, idols and unions write: statements and news items with their URL."""
    n_public = scene.cast["display_name"].count()
    each = max(LEAST_PUBLIC_POSTS, round(PUBLIC_SHARE * scene.parameters.n_posts / n_public))
    for lang in LANGUAGES:
        vocabulary = VOCABULARIES[lang]
        topics = (
            ("statement", (*vocabulary.PARTIES, *vocabulary.PERSONS, vocabulary.UNION)),
            ("brand_statement", vocabulary.BRANDS),
            ("fan", (vocabulary.IDOL,)),
        )
        for topic, names in topics:
            accounts = np.repeat(scene.named(*names), each)
            scene.ledger.add(accounts, scene.times(accounts), text=render(lang, topic, scene.rng, len(accounts)))
        accounts = np.repeat(scene.named(*vocabulary.OUTLETS), each)
        t = np.sort(scene.times(accounts))
        accounts = scene.rng.permutation(accounts)
        text = render(lang, "headline", scene.rng, len(t)) + " " + news_urls(scene, accounts, scene.ledger.size)
        scene.ledger.add(accounts, t, text=text)


def news_urls(scene: Scene, outlets: np.ndarray, first_number: int) -> pl.Series:
    """One URL per news item, on its outlet's own .example site."""
    sites = (
        scene.cast["account_name"]
        .gather(outlets)
        .str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all("[^a-z]", "")
    )
    items = pl.Series(np.arange(first_number, first_number + len(outlets)) + 7_000).cast(pl.String)
    return "https://" + sites + ".example/article/" + items


def write_bursts(scene: Scene) -> None:
    """Breaking news: in some minutes very many accounts repost the same few posts and share the same two URLs.

    About one burst every three days, evenings; each who joins does one to four of six things within a minute or two
    of looking in. Organic, though pairs of accounts share several objects within a minute.
    """
    rng, days = scene.rng, scene.parameters.days
    n_bursts = max(2, days // 3)
    joiners = round(BURST_SHARE * scene.parameters.n_posts / n_bursts / 1.9)
    for burst, day in enumerate(np.linspace(0, days - 1, n_bursts).astype(int)):
        lang = LANGUAGES[burst % 2]
        start_s = int(day * DAY_S + rng.integers(18 * 3_600, 20 * 3_600))
        write_burst(scene, lang, start_s, joiners)


def write_burst(scene: Scene, lang: str, start_s: int, joiners: int) -> None:
    """One burst: two outlets and two figures write at `start_s`, then `joiners` accounts react within minutes."""
    rng, vocabulary = scene.rng, VOCABULARIES[lang]
    outlets = scene.named(*rng.choice(vocabulary.OUTLETS, 2, replace=False))
    figures = scene.named(*rng.choice(vocabulary.PERSONS, 2, replace=False))
    links = news_urls(scene, outlets, scene.ledger.size)
    news = scene.ledger.add(outlets, start_s + np.array([0, 40]), text=render(lang, "headline", rng, 2) + " " + links)
    said = scene.ledger.add(figures, start_s + np.array([70, 110]), text=render(lang, "statement", rng, 2))
    hot, hot_t = np.concatenate([news, said]), start_s + np.array([0, 40, 70, 110, 0, 40])
    speaks = (scene.cast["lang"] == lang).to_numpy()
    # Breaking news draws those who seldom post, too: by the root of their activity.
    accounts = np.unique(pick(rng, np.sqrt(scene.column("activity")) * speaks, joiners))
    looks_in = start_s + rng.gamma(1.6, 150, len(accounts))
    does = rng.random((len(accounts), 6)) < np.array([0.5, 0.35, 0.4, 0.25, 0.2, 0.15])
    who, what = np.nonzero(does)
    t = np.maximum(looks_in[who], hot_t[what] + 3).astype(np.int64) + rng.exponential(120, len(who)).astype(np.int64)
    reposts = what < 4
    scene.ledger.add(accounts[who[reposts]], t[reposts], kind="repost", target=hot[what[reposts]])
    shared = links.gather(what[~reposts] - 4)
    words = render(lang, "politics", rng, len(shared)) + " " + shared
    scene.ledger.add(accounts[who[~reposts]], t[~reposts], text=words)


def write_ordinary_posts(scene: Scene, n: int) -> None:
    """`n` ordinary posts: opinions by grammar, then replies, quotes and reposts that follow what was popular."""
    counts = {kind: round(share * n) for kind, share in KIND_SHARES.items()}
    write_opinions(scene, counts["post"])
    first_replies = round(counts["reply"] * 0.75)
    react(scene, "reply", first_replies)
    react(scene, "reply", counts["reply"] - first_replies, to=("reply",))
    react(scene, "quote", counts["quote"])
    react(scene, "repost", n - sum(counts.values()))


def write_opinions(scene: Scene, n: int) -> None:
    """`n` posts of people's own words, by how active they are, with hashtags, links and mentions on some."""
    authors = pick(scene.rng, scene.column("activity"), n)
    topics = scene.rng.choice(list(TOPIC_SHARES), n, p=list(TOPIC_SHARES.values()))
    speaks = scene.cast["lang"].gather(authors).to_numpy()
    for lang in LANGUAGES:
        for topic in TOPIC_SHARES:
            accounts = authors[(speaks == lang) & (topics == topic)]
            t = scene.times(accounts)
            text = render(lang, topic, scene.rng, len(accounts)) + trimmings(scene, lang, topic, t)
            if topic != "life":
                headline = pl.Series(scene.rng.random(len(t)) < HEADLINE_SHARE)
                text = text.zip_with(~headline, recent_news(scene, lang, t))
            scene.ledger.add(accounts, t, text=text)


def trimmings(scene: Scene, lang: str, topic: str, t: np.ndarray) -> pl.Series:
    """What hangs on a text: up to three hashtags, on some a recent news URL, on some a public figure's handle."""
    rng, n = scene.rng, len(t)
    text = hashtags_of_the_day(scene, VOCABULARIES[lang].HASHTAGS[topic], t)
    handles = "@" + scene.cast.filter(pl.col("display_name").is_not_null(), pl.col("lang") == lang)["account_name"]
    text = text + _only(" " + handles.gather(rng.integers(0, len(handles), n)), rng.random(n) < 0.08)
    if topic == "life":
        return text
    return text + _only(" " + recent_news(scene, lang, t).str.extract(URL), rng.random(n) < LINK_SHARE)


def hashtags_of_the_day(scene: Scene, tags: tuple[str, ...], t: np.ndarray) -> pl.Series:
    """None to three different hashtags each; which ones are popular changes from day to day."""
    rng, n = scene.rng, len(t)
    how_many = rng.choice(4, n, p=[0.58, 0.2, 0.14, 0.08])
    first_left = np.arange(len(tags))
    # Each next tag is so many places further round the circle of those left: never the same one twice.
    steps = [pick(rng, 1 / (first_left[: len(tags) - taken] + 1.0) ** 1.6, n) for taken in range(3)]
    first = (t // DAY_S * 5 + steps[0]) % len(tags)
    second_step = 1 + steps[1]
    third_step = 1 + (steps[1] + 1 + steps[2]) % (len(tags) - 1)
    places = (first, (first + second_step) % len(tags), (first + third_step) % len(tags))
    text = pl.repeat("", n, dtype=pl.String, eager=True)
    for place, chosen in enumerate(places):
        text = text + _only(" #" + pl.Series(tags).gather(chosen), how_many > place)
    return text


def recent_news(scene: Scene, lang: str, t: np.ndarray) -> pl.Series:
    """For each time a news post out by then, recent ones more often: headline and URL; the first one before any."""
    outlets = scene.named(*VOCABULARIES[lang].OUTLETS).tolist()
    news = scene.ledger.posts().filter(pl.col("account").is_in(outlets)).sort("t", "number")
    latest = np.searchsorted(news["t"].to_numpy(), t) - 1
    return news["text"].gather(np.maximum(latest - scene.rng.exponential(6, len(t)).astype(np.int64), 0))


def react(scene: Scene, kind: str, n: int, to: tuple[str, ...] = ("post", "quote")) -> None:
    """`n` reactions of one kind to posts of the kinds `to`.

    Targets by fame of the author and luck of the post, both heavy-tailed; reactors by activity, mostly from the
    author's circle; delays log-normal; a reaction that falls into the reactor's night is often left out.
    """
    rng = scene.rng
    posts = scene.ledger.posts().filter(pl.col("kind").is_in([KINDS.index(name) for name in to]))
    weights = popularity(scene, posts)
    offsets, end_s = scene.column("utc_offset_h"), scene.parameters.end_s
    missing = n
    while missing > 0:
        drawn = pick(rng, weights, 2 * missing + 10)
        authors, numbers = posts["account"].to_numpy()[drawn], posts["number"].to_numpy()[drawn]
        reactors = reactors_of(scene, authors)
        delays = rng.lognormal(np.log(MEDIAN_DELAY_S[kind]), 1.4, len(drawn)).astype(np.int64) + 4
        t = posts["t"].to_numpy()[drawn] + delays
        once = np.zeros(len(t), dtype=bool)
        once[np.unique(reactors * scene.ledger.size + numbers, return_index=True)[1]] = True
        awake = rng.random(len(t)) < rate(t, offsets[reactors], scene.parameters.start)
        kept = np.flatnonzero(once & awake & (reactors != authors) & (t < end_s))[:missing]
        add_reactions(scene, kind, reactors[kept], t[kept], numbers[kept], authors[kept])
        missing -= len(kept)


def popularity(scene: Scene, posts: pl.DataFrame) -> np.ndarray:
    """Relative chance of each post to be reacted to; public figures draw PUBLIC_REACTIONS of all reactions."""
    authors = posts["account"].to_numpy()
    weights = scene.column("fame")[authors] * scene.rng.lognormal(0, 1.5, len(authors))
    public = authors < scene.cast["display_name"].count()
    if public.any() and not public.all():
        weights[public] *= PUBLIC_REACTIONS / (1 - PUBLIC_REACTIONS) * weights[~public].sum() / weights[public].sum()
    return weights


def reactors_of(scene: Scene, authors: np.ndarray) -> np.ndarray:
    """One account per author that reacts, by activity, from the author's camp or (1 - SAME_CAMP) its language."""
    rng = scene.rng
    camps = scene.column("camp")
    order = np.argsort(camps, kind="stable")
    ends = np.cumsum(scene.column("activity")[order])
    per_camp = np.searchsorted(camps[order], np.arange(camps.max() + 2))
    edges = np.concatenate([[0.0], ends])[per_camp]
    n_camps = (len(edges) - 1) // len(LANGUAGES)
    stays = rng.random(len(authors)) < SAME_CAMP
    elsewhere = camps[authors] // n_camps * n_camps + rng.integers(0, n_camps, len(authors))
    camp = np.where(stays, camps[authors], elsewhere)
    point = edges[camp] + rng.random(len(authors)) * (edges[camp + 1] - edges[camp])
    return order[np.minimum(np.searchsorted(ends, point, side="right"), len(order) - 1)]


def add_reactions(
    scene: Scene, kind: str, reactors: np.ndarray, t: np.ndarray, numbers: np.ndarray, authors: np.ndarray
) -> None:
    """Write reactions, language by language; replies start with the author's handle, one in twelve is a short word."""
    if kind == "repost":
        scene.ledger.add(reactors, t, kind=kind, target=numbers)
        return
    speaks = scene.cast["lang"].gather(reactors).to_numpy()
    for lang in LANGUAGES:
        rows = np.flatnonzero(speaks == lang)
        text = render(lang, kind, scene.rng, len(rows))
        if kind == "reply":
            short = pl.Series(scene.rng.random(len(rows)) < 1 / 12)
            text = text.zip_with(~short, render(lang, "short", scene.rng, len(rows)))
            text = "@" + scene.cast["account_name"].gather(authors[rows]) + " " + text
        scene.ledger.add(reactors[rows], t[rows], kind=kind, text=text, target=numbers[rows])


def _only(pieces: pl.Series, where: np.ndarray) -> pl.Series:
    """The pieces where `where` holds, empty strings elsewhere."""
    return pieces.zip_with(pl.Series(where), pl.repeat("", len(pieces), dtype=pl.String, eager=True))
