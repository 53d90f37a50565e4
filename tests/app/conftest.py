"""A small hand-made workspace: two runs' worth of tables that follow the declared schemas, without any engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import log1p
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from claqueur import analysis as analyses
from claqueur.analysis import Request
from claqueur.schema import POSTS, STAGE_TABLES, Table
from claqueur.workspace import Workspace

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RUN_ID = "20260310-120000-aaaaaa"
EMPTY_RUN_ID = "20260309-120000-bbbbbb"  # older: the newest run is shown first

NEWER = ("without", "conduct", "precedence", "campaign_windows", "campaign_terms", "coverage")  # older runs lack them
RING = [2**62 + n for n in range(5)]  # keys near 64 bits: a browser's numbers cannot hold them
TEAM = [201, 202, 203]
CONTACT, ORDINARY = 301, 401
SLOGAN = "The harbour plan will cost every family dearly, ask the council why"

HOSTILE = {
    "html": "<script>alert('x')</script><img src=x onerror=alert(1)> <b>bold</b> [click](javascript:alert(1))",
    "markdown": "# Heading\n**bold** :red[red] $\\frac{1}{2}$ ![i](http://example.org/i.png)",
    "bidi": "pay \u202etxt.exe\u202c now\u200b\u200b \u2066isolate\u2069 \x00\x07end",
    "long": "spam " * 20_000,
    "formula": '=HYPERLINK("http://example.org","x")',
}


def fill(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of the declared schema; columns that a row leaves out are empty."""
    return pa.Table.from_pylist([{name: row.get(name) for name in table.names} for row in rows], schema=table.arrow)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def account_id(account: int) -> str:
    return f"id{account % 1000}"


def post(account: int, number: int, at: datetime, text: str, **more: Any) -> dict[str, Any]:
    return {
        "platform": "simulated", "post_id": f"{account}-{number}", "account_id": account_id(account),
        "account_name": f"handle_{account % 1000}", "created_at": at, "time_precision": "second", "text": text,
        "kind": "post", "dataset": "made", "source_file": "made.csv", "ingested_at": START, "urls": [], "hashtags": [],
    } | more  # fmt: skip


def posts() -> list[dict[str, Any]]:
    """Ring: 5 accounts share 4 texts within seconds. Team: 3 accounts share 2 links. Contact copies the ring later."""
    rows = []
    for shared in range(4):
        for place, account in enumerate(RING):
            at = START + timedelta(hours=7 * shared, seconds=4 * place)
            text = f"{SLOGAN} {shared}" if shared else HOSTILE["html"]
            rows.append(post(account, shared, at, text))
    for shared in range(2):
        for place, account in enumerate(TEAM):
            at = START + timedelta(hours=5, seconds=9 * place)  # both links at the same second
            rows.append(post(account, shared, at, "Our programme", urls=[f"https://example.org/{shared}"]))
    rows += [post(CONTACT, n, START + timedelta(hours=7 * n + 1), f"{SLOGAN} {n}") for n in range(1, 3)]
    hostile = enumerate(HOSTILE.values())
    rows += [post(ORDINARY, n, START + timedelta(hours=2 * n), text) for n, text in hostile]
    rows += [
        post(RING[0], 90 + n, START + timedelta(hours=3 * n), f"Good morning from the harbour, day {n} @handle_401")
        for n in range(5)
    ]
    return rows


def evidence(group: list[int], layer: str, n_objects: int) -> list[dict[str, Any]]:
    """One row per pair and object, taken from the group's posts."""
    at = {row["post_id"]: seconds(row["created_at"]) for row in posts()}
    return [
        {
            "u": u, "v": v, "layer": layer, "object_id": 10_000 + group[0] % 1000 * 10 + n, "n_accounts": len(group) + 1,
            "gap_s": abs(at[f"{u}-{n}"] - at[f"{v}-{n}"]), "lead": 1,
            "t_u": at[f"{u}-{n}"], "t_v": at[f"{v}-{n}"], "post_u": f"{u}-{n}", "post_v": f"{v}-{n}",
        }
        for n in range(n_objects)
        for u, v in combinations(group, 2)
    ]  # fmt: skip


def edges(group: list[int], layer: str, n_objects: int) -> list[dict[str, Any]]:
    return [
        {
            "u": u, "v": v, "layers": [layer], "q": 1e-7, "s_max": 9.0 + place / 10, "s_sum": 9.0, "k": n_objects, "expected": 0.002,
            "n_shared": n_objects, "median_gap_s": 6.0, "u_first": n_objects, "v_first": 0,
            "first_t": seconds(START), "last_t": seconds(START + timedelta(hours=21)),
        }
        for place, (u, v) in enumerate(combinations(group, 2))
    ]  # fmt: skip


def accounts() -> list[dict[str, Any]]:
    campaign = {**dict.fromkeys(RING, "c-ring"), **dict.fromkeys(TEAM, "c-team")}
    return [
        {
            "account": key, "platform": "simulated", "account_id": account_id(key), "account_name": f"handle_{key % 1000}",
            "level": "flag" if key in campaign else "none", "flagged_by": ["pair_test"] if key in campaign else [],
            "score": 0.97 if key == RING[0] else None, "campaign_id": campaign.get(key),
            "n_partners": 4 if key in RING else 2 if key in TEAM else 0, "n_posts": 9 if key == RING[0] else 5, "n_reposts": 0,
            "n_replies": 0, "n_uncompared": 2 if key == CONTACT else 0, "influence": 0.1, "affiliation": "Harbour Party" if key in TEAM else None,
            "account_created_at": START - timedelta(days=30), "first_at": START, "last_at": START + timedelta(hours=21),
        }
        for key in [*RING, *TEAM, CONTACT, ORDINARY]
    ]  # fmt: skip


def number(measure: str, value: float | None, threshold: float, at_least: bool = True) -> dict[str, Any]:
    return {"measure": measure, "value": value, "threshold": threshold, "at_least": at_least}


def campaigns() -> list[dict[str, Any]]:
    common = {
        "median_gap_s": 6.0,
        "first_t": seconds(START),
        "last_t": seconds(START + timedelta(hours=21)),
        "stability": 0.7,
    }
    ring = {
        "campaign_id": "c-ring", "class": "undeclared", "size": 5, "n_edges": 10, "density_pct": 100.0, "layers": ["text"],
        "n_objects": 4, "n_posts": 20, "seen": 40, "expected": 0.02, "coordination": 1.0, "inauthenticity": None, "reach": 0.35,
        "hypotheses": [
            {"name": "contest", "verdict": "does not fit", "numbers": [number("few_objects_share", 0.25, 0.8)]},
            {"name": "fandom", "verdict": "cannot be told", "numbers": [number("replying_share", None, 0.5)]},
            {"name": "share_button", "verdict": "fits", "numbers": [number("text_member_share", 0.05, 0.1, False)]},
        ],
    } | common  # fmt: skip
    team = {
        "campaign_id": "c-team", "class": "declared", "size": 3, "n_edges": 3, "density_pct": 100.0, "layers": ["url"],
        "n_objects": 2, "n_posts": 6, "seen": 6, "expected": 0.006, "coordination": 1.0, "inauthenticity": 0.0, "reach": 0.1,
        "hypotheses": [],
    } | common  # fmt: skip
    return [ring, team]


def members() -> list[dict[str, Any]]:
    groups = (("c-ring", RING, 4), ("c-team", TEAM, 2))
    return [
        {
            "campaign_id": name,
            "account": key,
            "n_partners": len(group) - 1,
            "n_objects": n,
            "first_share_pct": 100.0 * (len(group) - 1 - place) / (len(group) - 1),
            "stability": 0.7,
        }
        for name, group, n in groups
        for place, key in enumerate(group)
    ]


def objects() -> list[dict[str, Any]]:
    groups = (("c-ring", RING, 4, "text"), ("c-team", TEAM, 2, "url"))
    return [
        {
            "campaign_id": name, "layer": layer, "object_id": 10_000 + group[0] % 1000 * 10 + n, "n_members": len(group),
            "n_accounts": len(group) + 1, "n_before": 0, "n_co_actions": len(group) * (len(group) - 1) // 2,
            "first_t": seconds(START + timedelta(hours=n)), "last_t": seconds(START + timedelta(hours=n, seconds=20)),
            "label": (HOSTILE["html"] if n == 0 else f"{SLOGAN} {n}") if layer == "text" else f"https://example.org/{n}",
            "example_post_id": f"{group[0]}-{n}", "example_account": group[0],
        }
        for name, group, n_objects, layer in groups
        for n in range(n_objects)
    ]  # fmt: skip


def timeline() -> list[dict[str, Any]]:
    hours = [seconds(START) + 3_600 * n for n in range(24)]
    return [{"campaign_id": "", "hour": hour, "n_posts": 3, "n_coordinated": 1, "n_accounts": 3} for hour in hours]


def reason(rank: int, feature: str, value: float, usual: float, usual_p95: float | None) -> dict[str, Any]:
    return {
        "rank": rank, "feature_group": "ties", "feature": feature, "value": value, "usual": usual, "usual_p95": usual_p95,
        "contribution": 1.0 / rank,
    }  # fmt: skip


def without() -> list[dict[str, Any]]:
    rows = [
        ("hashtag", "harbour", 9, 1, 1, 2),
        ("hashtag", "music", 3, 3, 2, 1),
        ("account", "simulated:id401", 5, 0, 1, 1),
    ]
    rows += [("posts", "", 38, 13, 1, 1)]
    names = ("kind", "item", "n_with", "n_without", "place_with", "place_without")
    return [{"campaign_id": "c-ring", **dict(zip(names, row, strict=True))} for row in rows]


def conduct() -> list[dict[str, Any]]:
    """The ring posts on Monday between 8 and 11 o'clock, and answers itself once in 25 posts."""
    hours = [0] * 168
    hours[8], hours[9], hours[11] = 20, 3, 2
    shares = {"week_entropy": 0.12, "gap_entropy": 0.5, "replies_inside": 0.04, "replies_outside": 0.0}
    return [{"campaign_id": "c-ring", "n_posts": 25, "hours": hours, "replying_share": 0.2} | shares]


def windows() -> list[dict[str, Any]]:
    """The ring holds in the shorter window as a whole, in the longest with two of its members."""
    rows = [(10, False, 10, 5, 0), (60, True, 10, 5, 0), (600, False, 6, 4, 1), (3600, False, 1, 2, 3)]
    names = ("window_s", "is_test", "n_edges", "n_members", "n_outsiders")
    return [{"campaign_id": "c-ring", **dict(zip(names, row, strict=True))} for row in rows]


def terms() -> list[dict[str, Any]]:
    rows = [
        ("c-ring", "hashtag", "harbour", 9, 5),
        ("c-ring", "hashtag", "forêt", 2, 1),
        ("c-team", "hashtag", "harbour", 1, 1),
    ]
    rows += [("c-ring", "lang", "en", 20, 5), ("c-ring", "lang", "fr", 2, 1), ("c-team", "lang", "fr", 6, 3)]
    rows += [("c-team", "url", "https://example.org/1", 3, 3)]
    return [dict(zip(("campaign_id", "kind", "term", "n_posts", "n_accounts"), row, strict=True)) for row in rows]


def coverage() -> list[dict[str, Any]]:
    """A quarter of the originals is there, six in ten accounts posted once, four stopped at 200 posts."""
    counts = {"n_posts": 38, "n_repost_targets": 8, "n_repost_targets_found": 2, "n_reply_targets": 4}
    counts |= {"n_reply_targets_found": 3, "n_with_lang": 0, "n_with_client": 0}
    return [counts | {"n_accounts": 30, "n_single": 18, "most_posts": 200, "n_at_most": 4}]


def precedence() -> list[dict[str, Any]]:
    """Members act in the order of their keys."""
    return [
        {
            "campaign_id": "c-ring", "layer": "text", "account": account, "n_started": 4 if place == 0 else 0,
            "n_first": 4 * (4 - place), "n_followed": 4 * place, "n_same": 0,
        }
        for place, account in enumerate(RING)
    ]  # fmt: skip


def found_tables() -> dict[str, list[dict[str, Any]]]:
    pairs = [
        {"layer": "text", "u": CONTACT, "v": RING[0], "median_gap_s": 3600.0}
        | {f"{x}_{m}": 0 for x in ("k", "lambda", "s") for m in ("test", "10m", "60m", "24h", "rare")}
    ]
    return {
        "accounts": accounts(), "campaigns": campaigns(), "campaign_members": members(), "campaign_objects": objects(),
        "edges": edges(RING, "text", 4) + edges(TEAM, "url", 2), "pairs": pairs, "timeline": timeline(), "without": without(), "conduct": conduct(), "precedence": precedence(),
        "campaign_windows": windows(), "campaign_terms": terms(), "coverage": coverage(),
        "evidence": evidence(RING, "text", 4) + evidence(TEAM, "url", 2),
        "explanations": [
            {"account": RING[0]} | reason(2, "clustering_k2", 0.5, 0.1, None),
            {"account": RING[0]} | reason(1, "best_s", 7.3, 0.5, 2.0),
        ],
        "campaign_explanations": [{"campaign_id": "c-ring", "n_members": 5} | reason(1, "max_k_10m", log1p(4), 0.0, log1p(1))],
    }  # fmt: skip


def manifest(run_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "run_id": run_id, "status": "finished", "created_at": "2026-03-10T12:00:00+00:00", "finished_at": "2026-03-10T12:00:09+00:00",
        "engine": {"name": "sail", "version": "0.7.2", "why": "small"}, "claqueur_version": "0.1.0",
        "parameters": {"window_s": 60, "layers": ["repost", "text", "url", "hashtag_sequence"], "fdr": 0.01, "datasets": []},
        "input": {
            "posts_version": 0, "n_posts": 38, "n_accounts": 30, "first_at": "2026-03-02 08:00:00", "last_at": "2026-03-03 05:00:16",
            "time_precision": "second", "datasets": ["made"], "layers": {"text": 22, "url": 6},
        },
        "losses": {"hot_objects": 0, "never_compared": 0, "pairs_skipped": 0}, "model": {"name": "account-coordination", "version": 1, "flag_threshold": 0.9},
        "drift": {"verdict": "too far", "psi": 0.41, "limit": 0.25, "n_accounts": 1200, "moved": ["best_s"]}, "stages": {name: {"rows": 1} for name in NEWER}, "simulated": True,
    } | changes  # fmt: skip


def write_run(workspace: Workspace, described: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    folder = workspace.run_path(described["run_id"])
    for table in STAGE_TABLES:
        write_deltalake(str(folder / table.name), fill(table, tables.get(table.name, [])))
    (folder / "manifest.json").write_text(json.dumps(described), encoding="utf-8")


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A run that found two campaigns, and an older one that found nothing."""
    made = Workspace.create(tmp_path_factory.mktemp("app") / "w")
    write_deltalake(str(made.posts), fill(POSTS, posts()))
    write_run(made, manifest(RUN_ID), found_tables())
    write_run(made, manifest(EMPTY_RUN_ID, simulated=False), {"accounts": accounts()[-1:], "timeline": timeline()})
    return made


@pytest.fixture
def open_app(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """open_app("campaign", lang="fr", run=..., campaign=...) -> the page after it ran."""
    from streamlit.testing.v1 import AppTest

    from claqueur.app.launch import APP_FOLDER, WORKSPACE_VARIABLE

    monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace.path))

    def run(page: str = "overview", at_workspace: Path | None = None, **link: str) -> Any:
        if at_workspace is not None:
            monkeypatch.setenv(WORKSPACE_VARIABLE, str(at_workspace))
        app = AppTest.from_file(str(APP_FOLDER / "main.py"), default_timeout=30)
        for name, value in link.items():
            app.query_params[name] = value
        app.run()
        if page != "overview":
            app.switch_page(f"app_pages/{page}.py")
            if "section" in link:  # of the campaign page alone: the overview, which ran first, has dropped it
                app.query_params["section"] = link["section"]
            app.run()
        return app

    yield run


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace in which nothing was done yet."""
    return Workspace.create(tmp_path / "w")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests that the page started; no process is made."""
    requests: list[Request] = []
    monkeypatch.setattr(analyses, "start", lambda workspace, request: requests.append(request))
    return requests


def shown(app) -> str:
    """What the page says, without its tables."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success")
    return "\n".join([*(str(element.value) for kind in kinds for element in app.main.get(kind)), *in_html(app)])


def in_html(app) -> list[str]:
    """The texts in what the page gives as HTML; fails where a post or a name made HTML of its own that is not closed."""
    roots = [ElementTree.fromstring(f"<div>{element.proto.body}</div>") for element in app.main.get("html")]
    return [text for root in roots for text in root.itertext()]
