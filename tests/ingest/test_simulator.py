"""The simulator: the same seed, the same bytes; planted groups do what they claim, ordinary people do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.ingest.simulator import Simulation, SimulationParameters, simulate
from claqueur.ingest.simulator.grammar import VOCABULARIES, edit_lightly, render
from claqueur.schema import POSTS
from claqueur.workspace import Workspace

SEED = 5


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(SimulationParameters(seed=SEED, n_posts=15_000))


@pytest.fixture(scope="module")
def posts(simulation: Simulation) -> pl.DataFrame:
    """Posts with the labels of their accounts, time in seconds, hashtag sequence as one string."""
    return (
        pl.DataFrame(simulation.posts)
        .join(simulation.labels, on=["platform", "account_id"])
        .with_columns(t=pl.col("created_at").dt.epoch("s"), sequence=pl.col("hashtags").list.join(" "))
    )


def of_kind(posts: pl.DataFrame, kind: str) -> pl.DataFrame:
    return posts.filter(pl.col("campaign_kind") == kind)


def own(posts: pl.DataFrame) -> pl.DataFrame:
    return posts.filter(pl.col("kind") != "repost")


def co_actions(posts: pl.DataFrame, trace: str, window_s: int = 60) -> pl.DataFrame:
    """Pairs of accounts that did the same within the window: a, b, object."""
    acts = posts.select("account_id", "t", object=trace).drop_nulls().filter(pl.col("object") != "")
    acts = acts.filter(pl.col("account_id").n_unique().over("object") > 1)
    both = acts.join(acts, on="object", suffix="_b").filter(pl.col("account_id") < pl.col("account_id_b"))
    near = both.filter((pl.col("t") - pl.col("t_b")).abs() <= window_s)
    return near.select("object", a="account_id", b="account_id_b").unique()


def objects_of_three(posts: pl.DataFrame, trace: str) -> int:
    """Objects on which at least three accounts acted within a minute of another."""
    accounts = co_actions(posts, trace).unpivot(index="object", on=["a", "b"], value_name="account")
    return accounts.group_by("object").agg(pl.col("account").n_unique()).filter(pl.col("account") >= 3).height


def written(parameters: SimulationParameters, folder: Path) -> tuple[bytes, bytes]:
    posts_path, labels_path = simulate(parameters).write(folder)
    return posts_path.read_bytes(), labels_path.read_bytes()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first = written(SimulationParameters(seed=1, n_posts=9_000), tmp_path / "first")
    again = written(SimulationParameters(seed=1, n_posts=9_000), tmp_path / "again")
    other = written(SimulationParameters(seed=2, n_posts=9_000), tmp_path / "other")
    assert first == again
    assert first[0] != other[0]
    assert first[1] != other[1]


@pytest.mark.parametrize("n_posts", [9_000, 30_000])
def test_there_are_about_as_many_posts_as_asked_for(n_posts: int) -> None:
    made = simulate(SimulationParameters(n_posts=n_posts)).posts.num_rows
    assert 0.95 * n_posts < made < 1.05 * n_posts  # some fall after the end, some reposts come twice


def test_columns_are_the_source_columns_of_posts_with_nothing_required_missing(simulation: Simulation) -> None:
    by_name = {column.name: column for column in POSTS.columns}
    names = simulation.posts.schema.names
    assert names == POSTS.names[: len(names)]
    assert names[-1] == "account_affiliation"
    assert [simulation.posts.schema.field(name).type for name in names] == [by_name[name].type for name in names]
    assert [name for name in names if by_name[name].required and simulation.posts[name].null_count] == []


def test_written_posts_read_back_as_they_were(simulation: Simulation, tmp_path: Path) -> None:
    posts_path, labels_path = simulation.write(tmp_path)
    assert pl.read_parquet(posts_path).equals(pl.DataFrame(simulation.posts))
    assert labels_path.read_text().splitlines()[0] == "platform,account_id,label,group,campaign_kind,declared"


def test_simulated_posts_are_ingested_without_a_mapping_and_unchanged(simulation: Simulation, tmp_path: Path) -> None:
    posts_path, _ = simulation.write(tmp_path / "simulated")
    workspace = Workspace.create(tmp_path / "workspace")
    ingest([posts_path], workspace)
    kept = pl.read_delta(str(workspace.posts)).select(simulation.posts.schema.names).sort("post_id")
    assert kept.equals(pl.DataFrame(simulation.posts).sort("post_id"))


def test_labels_cover_every_account_once_and_no_other(simulation: Simulation) -> None:
    posted = set(simulation.posts["account_id"].to_pylist())
    labelled = simulation.labels["account_id"].to_list()
    assert len(labelled) == len(set(labelled))
    assert set(labelled) == posted
    assert set(simulation.labels["label"]) == {"coordinated", "organic"}


def test_every_reference_points_to_an_earlier_post_of_the_named_account(posts: pl.DataFrame) -> None:
    targets = posts.select(target="post_id", target_account="account_id", target_t="t")
    for post_column, account_column, kind in (
        ("repost_of_post_id", "repost_of_account_id", "repost"),
        ("reply_to_post_id", "reply_to_account_id", "reply"),
    ):
        referring = posts.filter(pl.col("kind") == kind)
        found = referring.join(targets, left_on=post_column, right_on="target")
        assert found.height == referring.height > 0
        assert found.filter(pl.col("target_t") > pl.col("t")).is_empty()
        assert found.filter(pl.col(account_column) != pl.col("target_account")).is_empty()
        assert posts.filter(pl.col("kind") != kind)[post_column].null_count() == posts.height - referring.height
    reposts = posts.filter(pl.col("kind") == "repost")
    assert reposts.unique(["account_id", "repost_of_post_id"]).height == reposts.height


def test_people_sleep_at_night_and_post_in_the_evening(simulation: Simulation, posts: pl.DataFrame) -> None:
    homes = simulation.cast.select("account_id", "utc_offset_h")
    ordinary = posts.filter(pl.col("group") == "ordinary").join(homes, on="account_id")
    hour = (ordinary["t"] // 3600 + ordinary["utc_offset_h"]) % 24
    night, evening = hour.is_between(2, 5).mean(), hour.is_between(19, 22).mean()
    assert night < 0.06
    assert evening > 0.2


def test_activity_is_heavy_tailed(posts: pl.DataFrame) -> None:
    per_account = posts.filter(pl.col("group") == "ordinary", ~pl.col("declared")).group_by("account_id").len()["len"]
    assert (per_account <= 3).mean() > 0.55
    assert per_account.max() > 40 * per_account.median()


def test_cascades_are_heavy_tailed_and_their_delay_is_of_half_an_hour(posts: pl.DataFrame) -> None:
    ordinary = posts.filter(pl.col("group") == "ordinary", pl.col("kind") == "repost")
    sizes = ordinary.group_by("repost_of_post_id").len()["len"]
    source = posts.select(repost_of_post_id="post_id", source_t="t")
    delay_s = (ordinary.join(source, on="repost_of_post_id").select(pl.col("t") - pl.col("source_t"))).to_series()
    assert sizes.median() <= 2
    assert sizes.max() > 50
    assert 500 < delay_s.median() < 3_600  # 1,800 s by design; bursts are quicker, nights cut the long ones


def test_both_languages_appear_among_ordinary_people_and_in_campaigns(posts: pl.DataFrame) -> None:
    ordinary = posts.filter(pl.col("group") == "ordinary")["lang"]
    assert 0.35 < (ordinary == "fr").mean() < 0.65
    campaigns = posts.filter(pl.col("label") == "coordinated").group_by("lang").agg(pl.col("group").n_unique())
    assert sorted(campaigns.rows()) == [("en", 3), ("fr", 3)]


def test_organic_texts_of_own_words_rarely_coincide(posts: pl.DataFrame) -> None:
    ordinary = own(posts).filter(pl.col("group") == "ordinary", pl.col("urls").list.len() == 0)
    words = ordinary["text"].str.replace_all(r"[@#]\w+", "").str.strip_chars()
    long = words.filter((words.str.len_chars() >= 20) & (words.str.split(" ").list.len() >= 4))
    assert long.len() > 3_000
    assert long.is_duplicated().mean() < 0.005


@pytest.mark.parametrize(
    ("kind", "trace", "least"),
    [
        ("copypasta", "text", 10),
        ("fast_repost_ring", "repost_of_post_id", 20),
        ("hashtag_raid", "sequence", 8),
        ("url_push", "url", 15),
    ],
)
def test_a_planted_campaign_shares_objects_within_a_minute(
    posts: pl.DataFrame, kind: str, trace: str, least: int
) -> None:
    posts = posts.with_columns(url=pl.col("urls").list.first())
    assert objects_of_three(of_kind(posts, kind), trace) >= least
    strangers = own(posts).filter(pl.col("campaign_kind") == "share_button").filter(pl.col("t") % 5 == 0)
    assert objects_of_three(strangers, trace) == 0


def test_a_ring_reposts_within_seconds_of_its_leader(posts: pl.DataFrame) -> None:
    source = posts.select(repost_of_post_id="post_id", source_t="t")
    reposts = of_kind(posts, "fast_repost_ring").join(source, on="repost_of_post_id")
    assert (reposts["t"] - reposts["source_t"] <= 25).sum() > 150


def test_slow_copies_spread_over_hours_some_exact_and_most_edited(posts: pl.DataFrame) -> None:
    texts = own(of_kind(posts, "slow_paraphrase")).filter(~pl.col("text").str.contains(r"^@|#|https"))
    copies = texts.group_by("text").agg(pl.col("account_id").n_unique(), span_s=pl.col("t").max() - pl.col("t").min())
    exact = copies.filter(pl.col("account_id") >= 2)
    assert exact.height >= 12
    assert exact["span_s"].median() > 3_600
    edited = copies.filter(pl.col("account_id") == 1).height
    assert edited > exact.height
    assert objects_of_three(texts, "text") == 0


def test_the_hired_mix_hides_among_ordinary_posts(posts: pl.DataFrame) -> None:
    hired = of_kind(posts, "hired_mix").with_columns(url=pl.col("urls").list.first())
    hired = hired.with_columns(
        sequence=pl.when(pl.col("hashtags").list.len() == 3).then("sequence"),
        text=pl.when(pl.col("kind") != "repost").then("text"),
    )
    shared = [co_actions(hired, trace) for trace in ("text", "repost_of_post_id", "sequence", "url")]
    joint = pl.concat([pair.unpivot(index="object", value_name="account_id") for pair in shared])
    dose = (
        hired.group_by("account_id")
        .len()
        .join(joint.group_by("account_id").agg(pl.col("object").n_unique()), on="account_id")
    )
    share = dose["object"] / dose["len"]
    assert dose.height == hired["account_id"].n_unique()
    assert 0.05 < share.mean() < 0.2
    assert share.max() < 0.35


def test_no_two_ordinary_accounts_share_three_texts_within_a_minute(posts: pl.DataFrame) -> None:
    def pairs_of_three(group: pl.DataFrame) -> int:
        pairs = co_actions(own(group).filter(pl.col("text").str.len_chars() >= 20), "text").group_by("a", "b").len()
        return pairs.filter(pl.col("len") >= 3).height

    assert pairs_of_three(posts.filter(pl.col("group") == "ordinary")) == 0
    assert pairs_of_three(of_kind(posts, "copypasta")) > 20


def test_breaking_news_makes_ordinary_pairs_share_several_reposts_within_a_minute(posts: pl.DataFrame) -> None:
    reposts = posts.filter(pl.col("group") == "ordinary", pl.col("kind") == "repost")
    pairs = co_actions(reposts, "repost_of_post_id").group_by("a", "b").len()["len"]
    per_minute = reposts.group_by("repost_of_post_id", pl.col("t") // 60).len()["len"]
    assert per_minute.max() >= 5
    assert (pairs >= 2).sum() > 30
    assert (pairs >= 6).sum() == 0


def test_lookalikes_are_organic_and_the_declared_ones_say_so(simulation: Simulation, posts: pl.DataFrame) -> None:
    kinds = simulation.labels.filter(pl.col("campaign_kind") != "none").group_by("campaign_kind")
    found = kinds.agg(pl.col("label").unique().first(), pl.col("declared").unique().first()).sort("campaign_kind")
    assert found.rows() == [
        ("contest", "organic", False),
        ("copypasta", "coordinated", False),
        ("declared_team", "organic", True),
        ("fandom", "organic", False),
        ("fast_repost_ring", "coordinated", False),
        ("hashtag_raid", "coordinated", False),
        ("hired_mix", "coordinated", False),
        ("newsroom", "organic", True),
        ("share_button", "organic", False),
        ("slow_paraphrase", "coordinated", False),
        ("union_toolkit", "organic", True),
        ("url_push", "coordinated", False),
    ]
    declared = posts.filter(pl.col("declared"))
    assert declared["account_affiliation"].null_count() == 0
    assert posts.filter(~pl.col("declared"))["account_affiliation"].drop_nulls().len() == 0
    assert set(of_kind(posts, "newsroom")["client"]) == {"Scheduler"}


def test_lookalikes_do_what_they_are_named_for(posts: pl.DataFrame) -> None:
    fans = of_kind(posts, "fandom")
    replies = fans.filter(pl.col("kind") == "reply")
    assert replies["reply_to_account_id"].is_in(fans["account_id"].unique().to_list()).mean() > 0.5
    for kind, call in (("contest", "Retweet to win|RT pour participer"), ("share_button", "via @petition")):
        copies = own(of_kind(posts, kind)).filter(pl.col("text").str.contains(call)).group_by("text")
        assert copies.agg(pl.col("account_id").n_unique())["account_id"].max() >= 10
    toolkit = of_kind(posts, "union_toolkit").filter(pl.col("text").str.contains("member of|Membre du"))
    assert toolkit["t"].max() - toolkit["t"].min() > 6 * 3_600
    assert objects_of_three(own(of_kind(posts, "newsroom")), "text") > 40


def test_groups_can_be_left_out_or_repeated() -> None:
    control = simulate(SimulationParameters(n_posts=6_000, campaign_scale=0, lookalike_scale=0)).labels
    assert set(control["group"]) == {"ordinary"}
    twice = simulate(SimulationParameters(n_posts=30_000, campaigns_per_kind=2)).labels
    rings = twice.filter(pl.col("campaign_kind") == "fast_repost_ring")["group"].unique().sort().to_list()
    assert rings == ["fast_repost_ring-1-fr", "fast_repost_ring-2-en"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"n_posts": 10}, "n_posts is 10: give a number from 1000 to 100000000."),
        ({"french_share": 1.5}, "french_share is 1.5: give a number from 0 to 1."),
        ({"n_accounts": 3}, "n_accounts is 3: give 100 or more, a discourse needs people."),
    ],
)
def test_a_wrong_parameter_is_refused_with_a_sentence(wrong: dict, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        SimulationParameters(**wrong)
    assert str(refused.value) == sentence


def test_too_little_room_for_ordinary_people_is_refused() -> None:
    with pytest.raises(
        UserError, match=r"Groups, public figures and news would write [\d,]+ of 2,000 posts: give n_posts of"
    ):
        simulate(SimulationParameters(n_posts=2_000))


def test_both_languages_have_the_same_patterns_and_every_slot_is_filled() -> None:
    english, french = VOCABULARIES["en"], VOCABULARIES["fr"]
    assert {topic: len(patterns) for topic, patterns in english.PATTERNS.items()} == {
        topic: len(patterns) for topic, patterns in french.PATTERNS.items()
    }
    assert {slot: len(options) for slot, options in english.SLOTS.items()} == {
        slot: len(options) for slot, options in french.SLOTS.items()
    }
    rng = np.random.default_rng(0)
    for lang in VOCABULARIES:
        for topic in VOCABULARIES[lang].PATTERNS:
            texts = render(lang, topic, rng, 20, tag=("win1",), slug=("4200",))
            assert texts.len() == 20
            assert not texts.str.contains(r"[{}]").any()
            assert not texts.str.contains(r" (de|à) les? ").any()


def test_a_bound_slot_takes_only_what_it_is_bound_to() -> None:
    texts = render("en", "pitch_party", np.random.default_rng(0), 50, party=("Civic Meadow",))
    assert texts.str.contains("Civic Meadow").all()
    assert not texts.str.contains("Harbour Alliance").any()


def test_a_light_edit_keeps_most_words_but_changes_the_text() -> None:
    text = "Tavorix must answer for the refund form in the city, which saves me a trip. They hope you stay silent."
    rng = np.random.default_rng(0)
    edits = [edit_lightly(text, "en", rng) for _ in range(50)]
    kept = [len(set(text.split()) & set(edit.split())) / len(set(text.split())) for edit in edits]
    assert sum(edit != text for edit in edits) > 45
    assert min(kept) >= 0.5
