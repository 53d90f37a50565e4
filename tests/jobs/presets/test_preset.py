"""Presets from a file or from posts to an edge list."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from claqueur.errors import UserError
from claqueur.ingest.load import ingest
from claqueur.jobs.presets.preset import PRESETS, Selection, preset
from claqueur.workspace import Workspace

# ann and bob share two objects within 10 s; cat shares one of them a minute later; dan shares one thing only
SHARES = """object_id,account_id,content_id,timestamp_share
o1,ann,c1,1600000000
o1,bob,c2,1600000010
o1,cat,c3,1600000070
o2,ann,c4,1600001000
o2,bob,c5,1600001001
o3,cat,c6,1600002000
o3,dan,c7,1600002000
"""


@pytest.fixture
def shares(tmp_path: Path) -> Path:
    path = tmp_path / "shares.csv"
    path.write_text(SHARES, encoding="utf-8")
    return path


@pytest.fixture
def workspace(shares: Path, tmp_path: Path) -> Workspace:
    """The same shares, ingested as reposts, and a few posts with texts, links and hashtags on another platform."""
    workspace = Workspace.create(tmp_path / "w")
    ingest([shares], workspace, dataset="shares")
    posts = ["platform,post_id,account_id,created_at,kind,text,urls,hashtags,reply_to_post_id"]
    for name, second in (("ann", 1), ("eve", 2)):
        for day in range(1, 6):
            text = f"come to the harbour on day {day} all of you"
            at = f"2024-05-0{day}T10:00:0{second}Z"
            posts.append(f"y,{name}{day},{name},{at},post,{text},https://a.example/{day},a|b|c|d|e,p{day}")
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(posts), encoding="utf-8")
    ingest([path], workspace, dataset="posts")
    return workspace


def test_a_table_becomes_sorted_edges_with_the_ids_of_the_input(shares: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    output = tmp_path / "edges.csv"
    done = preset("CooRTweet", output, table=shares, time_window=60, engine="sail", on_step=lambda *s: seen.append(s))
    assert output.read_text(encoding="utf-8") == (
        "from,to,weight,avg_time_delta,weight_threshold\nann,bob,2,5.5,1\nbob,cat,1,60.0,0\n"
    )
    # dan has one share; that of cat with bob stays, since bob passes
    assert seen == [("shares", 6), ("pairs", 3), ("groups", 3), ("network", 2), ("edges", 2)] == list(done.rows.items())
    assert (done.name, done.engine, done.n_accounts, done.read) == ("cooRTweet", "sail", 3, "shares.csv: 7 rows")
    assert [path.name for path in tmp_path.iterdir() if "preset" in path.name] == []  # the steps are gone


def test_a_workspace_gives_what_its_table_gives(shares: Path, workspace: Workspace, tmp_path: Path) -> None:
    from_table, from_posts = tmp_path / "table.parquet", tmp_path / "posts.parquet"
    preset("cooRTweet", from_table, table=shares, engine="sail")
    preset("cooRTweet", from_posts, workspace=workspace, selection=Selection(("shares",)), engine="sail")
    assert pl.read_parquet(from_posts).rows() == pl.read_parquet(from_table).rows() == [("ann", "bob", 2, 5.5, 0)]


@pytest.mark.parametrize(
    ("name", "layer", "parameters", "expected"),
    [
        # accounts of two platforms are told apart by it; ann of x acts in reposts only
        ("cooRTweet", "text", {}, [("y:ann", "y:eve", 5, 1.0, 0)]),
        ("cooRTweet", "url", {"min_participation": 6}, []),
        ("cnt", "repost", {"network": "co_tweet"}, [("y:ann", "y:eve", 5), ("y:eve", "y:ann", 5)]),
        ("cnt", "repost", {"network": "co_link"}, [("y:ann", "y:eve", 5), ("y:eve", "y:ann", 5)]),
        ("cnt", "repost", {"network": "co_reply", "min_edge_weight": 6}, []),
        ("pacheco", "repost", {"network": "hashtag_sequence", "min_posts": 1}, [("y:ann", "y:eve", 5.0)]),
        (
            "luceri",
            "repost",
            {"centrality_quantile": 0},
            [("y:ann", "y:eve", 1.0, "co_url|hashtag_sequence", 1.0, 1.0)],
        ),
        ("nizzoli", "url", {"superspreader_share": 1, "alpha": 1}, []),  # one edge alone tells nothing
    ],
)
def test_every_preset_reads_a_workspace(
    name, layer, parameters, expected, workspace: Workspace, tmp_path: Path
) -> None:
    output = tmp_path / "edges.parquet"
    done = preset(name, output, workspace=workspace, selection=Selection(layer=layer), engine="sail", **parameters)
    edges = pl.read_parquet(output)
    assert edges.rows() == expected
    assert edges.columns == PRESETS[name.lower()].edges.names
    assert done.read.startswith("w: 17 posts of 6 accounts")


@pytest.mark.parametrize(
    ("name", "output", "given", "sentence"),
    [
        ("cooRnet", "e.csv", {"table": "shares.csv"}, 'no preset "cooRnet": give one of cooRTweet, cnt, nizzoli, pacheco'),
        ("cnt", "e.txt", {"table": "shares.csv"}, 'to be written to "e.txt": give a name that ends in .csv or .parquet'),
        ("cnt", "no/e.csv", {"table": "shares.csv"}, 'There is no folder "no" to write e.csv to: make it first'),
        ("cnt", "e.csv", {}, "cnt reads either a table or a workspace: give one of the two"),
        ("luceri", "e.csv", {"table": "shares.csv"}, "luceri reads posts, no table: ingest them and give the workspace"),
        ("cnt", "e.csv", {"edge_weight": 1}, r"cnt has no parameter edge_weight \(it has network, time_window, min_edge"),
        ("cnt", "e.csv", {"table": "e.csv"}, "e.csv is what is read: give the edges another name"),
        ("cnt", "e.csv", {"table": "gone.csv"}, 'There is no file "gone.csv": check the path'),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence_and_write_nothing(
    name, output, given, sentence, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=sentence):
        preset(name, output, engine="sail", **given)
    assert list(tmp_path.iterdir()) == []


def test_a_file_must_have_what_the_network_compares(shares: Path, tmp_path: Path) -> None:
    columns = {"message_id": "content_id", "user_id": "account_id", "timestamp": "timestamp_share"}
    with pytest.raises(UserError, match='Column "message" is missing'):  # else all texts would be alike
        preset("cnt", tmp_path / "e.csv", table=shares, columns=columns, network="co_tweet")


def test_a_selection_that_cannot_be_judged_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    minutes = ["platform,post_id,account_id,created_at"] + [f"y,m{i},ann,2024-05-01T10:{i:02}Z" for i in range(9)]
    (tmp_path / "minutes.csv").write_text("\n".join(minutes), encoding="utf-8")
    ingest([tmp_path / "minutes.csv"], workspace, dataset="minutes")
    for selection, sentence in (
        (Selection(("nothing",)), "No posts match this selection: change --dataset, --since or --until"),
        (Selection(("shares",), layer="near_text"), 'There is no layer "near_text": give one of repost, '),
        (
            Selection(("minutes",)),
            "exact to the minute only, a time_window of 10 s cannot be judged: give 60 s or more",
        ),
    ):
        with pytest.raises(UserError, match=sentence):
            preset("cooRTweet", tmp_path / "e.csv", workspace=workspace, selection=selection, engine="sail")
    with pytest.raises(UserError, match='The workspace "empty" holds no posts'):
        preset("cnt", tmp_path / "e.csv", workspace=Workspace.create(tmp_path / "empty"), engine="sail")
