"""The evidence pack: what is in it, that it is harmless, hides names, verifies, and is the same every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from deltalake import write_deltalake

from claqueur.app.data.cases import record
from claqueur.app.data.verdicts import Verdict
from claqueur.app.display.pseudonyms import REVEALS_LOG
from claqueur.app.evidence_pack.pack import evidence_pack
from claqueur.app.evidence_pack.report import emphasis
from claqueur.app.evidence_pack.secrecy import Secrecy, cell
from claqueur.app.evidence_pack.tables import written
from claqueur.app.texts import Words
from claqueur.app.views.names import Names
from claqueur.cli import main
from claqueur.errors import UserError
from claqueur.listings import find_campaign
from claqueur.results import Run
from claqueur.schema import POSTS
from claqueur.workspace import Workspace
from tests.app import conftest as made

FILES = ["report.html", "members.csv", "pairs.csv", "objects.csv", "posts.csv", "co_actions.csv", "manifest.json"]
VOID = {"meta", "br", "line", "rect"}
HASH = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def run(workspace: Workspace) -> Run:
    return Run(workspace, made.RUN_ID)


@pytest.fixture
def own_run(tmp_path: Path) -> Run:
    """The same run in a workspace of its own, whose ring also posts what a spreadsheet would run."""
    own = Workspace.create(tmp_path / "w")
    rows = made.posts()
    for row in rows:
        if row["post_id"].endswith("-1"):
            row["text"] = '=HYPERLINK("http://example.org/","see") @handle_904 https://x.com/handle_904/status/123456'
    write_deltalake(str(own.posts), made.fill(POSTS, rows))
    made.write_run(own, made.manifest(made.RUN_ID), made.found_tables())
    return Run(own, made.RUN_ID)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class Page(HTMLParser):
    """What a browser would find: the tags, their attributes, the text; unclosed tags are an error."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page.decode("utf-8"))
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_every_hash_of_the_pack_verifies(run):
    files = unpacked(evidence_pack(run, "c-ring").content)
    assert list(files) == [*FILES, "SHA256SUMS"]
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(files[name]).hexdigest() for name in FILES}
    told = json.loads(files["manifest.json"])["files"]
    assert {name: entry["sha256"] for name, entry in told.items()} == {name: sums[name] for name in FILES[:-1]}
    assert told["posts.csv"]["bytes"] == len(files["posts.csv"])


def test_the_same_run_gives_the_same_bytes(run):
    first, again = evidence_pack(run, "c-ring", lang="fr"), evidence_pack(run, "c-ring", lang="fr")
    assert first == again
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()
    assert evidence_pack(run, "c-ring", lang="en").sha256 != first.sha256


def test_the_manifest_says_how_the_run_was_made(run):
    told = json.loads(unpacked(evidence_pack(run, "c-ring").content)["manifest.json"])
    assert told["campaign_id"] == "c-ring"
    assert (told["pseudonyms"], told["texts"], told["language"], told["review"]) == (True, True, "en", "first")
    assert told["run"]["parameters"]["window_s"] == 60
    assert told["run"]["engine"] == {"name": "sail", "version": "0.7.2", "why": "small"}
    assert told["source_files"] == [{"name": "made.csv", "sha256": None}]  # never came through the browser
    assert told["rows"] == {
        "members": 5, "pairs": 10, "objects": 4, "posts": 20, "co_actions": 40, "co_actions_left_out": 0,
    }  # fmt: skip


def test_a_source_that_came_through_the_browser_has_its_hash(own_run):
    own_run.workspace.uploads.mkdir()
    (own_run.workspace.uploads / "made.csv").write_bytes(b"a,b\n")
    told = json.loads(unpacked(evidence_pack(own_run, "c-ring").content)["manifest.json"])
    assert told["source_files"] == [{"name": "made.csv", "sha256": hashlib.sha256(b"a,b\n").hexdigest()}]


def test_the_tables_lead_from_each_pair_to_its_posts(run):
    files = unpacked(evidence_pack(run, "c-ring").content)
    names = [row["account"] for row in table(files["members.csv"])]
    assert len(set(names)) == 5
    acts = table(files["co_actions.csv"])
    pairs = table(files["pairs.csv"])
    for pair in pairs:
        own = [row for row in acts if {row["account_u"], row["account_v"]} == {pair["account_u"], pair["account_v"]}]
        assert len(own) == int(pair["k"]) == 4
    posts = {(row["object"], row["post"]): row for row in table(files["posts.csv"])}
    first = next(row for row in acts if row["object"] == "1")
    assert posts[first["object"], first["post_u"]]["posted_at"] == first["at_u"]
    assert sorted(int(row["seconds_after_first"]) for row in posts.values() if row["object"] == "1") == [
        0,
        4,
        8,
        12,
        16,
    ]


def test_no_id_and_no_handle_is_in_the_pack_unless_asked_for(own_run):
    for name, content in unpacked(evidence_pack(own_run, "c-ring").content).items():
        text = content.decode()
        for secret in ("handle_", "id904", "123456", str(made.RING[0]), f"{made.RING[0]}-1"):
            assert secret not in text, (name, secret)
    assert "x.com/…/status/…" in unpacked(evidence_pack(own_run, "c-ring").content)["posts.csv"].decode()


def test_a_post_can_write_neither_html_nor_a_formula(own_run):
    files = unpacked(evidence_pack(own_run, "c-ring").content)
    page = Page(files["report.html"])
    assert "<script>alert('x')</script><img src=x onerror=alert(1)>" in page.text  # its words, read as words
    assert not {"script", "img", "a", "link", "iframe", "object"} & set(page.tags)
    assert [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href")] == []
    cells = [value for name in files if name.endswith(".csv") for row in table(files[name]) for value in row.values()]
    assert [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert any(value.startswith("'=HYPERLINK(") for value in cells)


def test_texts_can_be_left_out(own_run):
    files = unpacked(evidence_pack(own_run, "c-ring", with_text=False).content)
    for name, content in files.items():
        assert b"harbour plan" not in content, name
    assert {row["text"] for row in table(files["posts.csv"])} == {""}
    assert Words("en")("pack.no_text") in Page(files["report.html"]).text
    assert json.loads(files["manifest.json"])["texts"] is False


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_report_says_everything_in_its_language(run, lang):
    words = Words(lang)
    raw = unpacked(evidence_pack(run, "c-ring", lang=lang).content)["report.html"]
    assert f'<html lang="{lang}">'.encode() in raw
    text = Page(raw).text
    for key in (
        "pack.summary",
        "campaign.axes",
        "pack.evidence",
        "campaign.hypotheses",
        "unknown.title",
        "pack.method",
    ):
        assert words(key) in text
    for part in (
        words("windows.caption"),
        words("coverage.gaps.label"),
        words("unknown.who"),
        words("pack.reply"),
        words("number.q.name"),
        "jobs/coordination/null_model.py",
    ):
        assert part in text
    lead = {"en": "5 accounts shared 4 objects within 60\u00a0s", "fr": "5 comptes ont partagé 4 objets"}
    time = {"en": "2 Mar 2026, 08:00:04", "fr": "2 mars 2026, 08:00:04"}
    assert lead[lang] in text
    assert time[lang] in text
    assert "**" not in text
    explained = {"en": "cannot be told from these data: ", "fr": "impossibles à vérifier avec ces données"}
    assert text.index(explained[lang]) < text.index(words("pack.evidence"))  # above the many pages of posts


def test_accounts_are_named_only_after_two_reviewers_agree_and_it_is_logged(own_run):
    refused = "Accounts are named only after two reviewers agree on the campaign"
    with pytest.raises(UserError, match=refused):
        evidence_pack(own_run, "c-ring", reveal=True)
    for reviewer in ("Ann", "Bob"):
        at = datetime(2026, 3, 11, tzinfo=UTC)
        record(
            own_run.workspace,
            Verdict("c-ring", own_run.run_id, (), "undeclared", reviewer, ("same_words",), given_at=at),
        )
        if reviewer == "Ann":
            with pytest.raises(UserError, match=refused):
                evidence_pack(own_run, "c-ring", reveal=True)
    log = own_run.workspace.logs / REVEALS_LOG
    assert not log.exists()
    pack = evidence_pack(own_run, "c-ring", reveal=True)
    files = unpacked(pack.content)
    assert {row["account_id"] for row in table(files["members.csv"])} == {made.account_id(key) for key in made.RING}
    assert json.loads(files["manifest.json"])["pseudonyms"] is False
    assert "@handle_904" in files["posts.csv"].decode()
    assert log.read_text().split("\t")[1:] == [made.RUN_ID, "exported", "c-ring", f"{pack.sha256}\n"]


def test_what_is_not_there_is_said(run):
    with pytest.raises(UserError, match='There is no campaign "gone" in run'):
        evidence_pack(run, "gone")
    with pytest.raises(UserError, match='There is no language "de": give en or fr'):
        evidence_pack(run, "c-ring", lang="de")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


def test_numbers_and_ordinary_words_stay_as_they_are():
    assert [cell(value) for value in ("a=b", "", -1, 0.5, None)] == ["a=b", "", -1, 0.5, None]
    assert written(("a", "b"), [("é,\n", -1)]).decode() == '\ufeffa,b\n"é,\n",-1\n'


def test_the_id_of_a_post_that_was_shared_becomes_a_pseudonym():
    secrecy = Secrecy(Names(b"k" * 32, "Account"))
    label = secrecy.label("repost", "1234567890", "x")
    assert re.fullmatch(r"[0-9A-Z]{12}", label)
    assert secrecy.post("x", "1234567890") == label
    assert secrecy.label("repost", "Vote for the harbour", "x") == "Vote for the harbour"
    assert secrecy.label("url", "https://example.org/1", "x") == "https://example.org/1"


def test_the_sentences_of_the_texts_keep_their_emphasis_and_nothing_else():
    assert emphasis("**a** & *b* <i>") == "<strong>a</strong> &amp; <em>b</em> &lt;i&gt;"


def test_the_command_writes_the_pack(workspace, tmp_path, monkeypatch, capsys):
    out = tmp_path / "pack.zip"
    words = ["claqueur", "evidence-pack", "c-r", "-w", str(workspace.path), "--out", str(out), "--language", "fr"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert HASH.search(capsys.readouterr().out).group() == hashlib.sha256(out.read_bytes()).hexdigest()
    assert list(unpacked(out.read_bytes())) == [*FILES, "SHA256SUMS"]


def test_a_campaign_is_found_by_the_beginning_of_its_id(run):
    assert find_campaign(run, "c-r") == "c-ring"
    with pytest.raises(UserError, match='2 campaigns begin with "c-"'):
        find_campaign(run, "c-")
    with pytest.raises(UserError, match=r'No campaign of run .* has the id "x"'):
        find_campaign(run, "x")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_campaign_page_offers_the_pack(open_app, lang):
    app = open_app("campaign", lang=lang, campaign="c-ring", section="review")
    button = app.get("download_button")[0]
    assert button.proto.label == Words(lang)("pack.download")
    assert not [box for box in app.checkbox if box.label == Words(lang)("pack.name_accounts")]
    app.sidebar.toggle[0].set_value(True).run()
    named = next(box for box in app.checkbox if box.label == Words(lang)("pack.name_accounts"))
    assert named.disabled  # nobody reviewed it
