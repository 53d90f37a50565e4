"""From a file to what was found in it: the ways through the start page."""

import csv
import subprocess
import sys
from zipfile import ZipFile

import polars as pl
import pytest

from benchmarks.browser import app_on
from claqueur import analysis
from claqueur.workspace import Workspace

pytestmark = pytest.mark.journey


@pytest.fixture
def export(simulated, tmp_path):
    """A CSV file of posts whose columns tell nothing by their names."""
    posts = pl.read_parquet(simulated.path / "simulated" / "posts.parquet").drop_nulls("text")
    path = tmp_path / "export.csv"
    written = pl.col("created_at").dt.strftime("%Y-%m-%d %H:%M:%S")
    posts.select(a=pl.col("account_id"), b=written, c="text").write_csv(path)
    return path


def test_new_file_mapping_run_campaign_evidence_verdict_export(reader_of, export, tmp_path):
    """A newcomer's whole way, by clicks alone, in a folder that has just been made."""
    workspace = Workspace.create(tmp_path / "case")
    reader = reader_of(workspace)
    reader.open("overview")
    reader.says("start.choose.welcome")  # without results the start page is where one comes in

    reader.page.locator('input[type="file"]').set_input_files(export)
    reader.says("start.mapping.missing")
    reader.choose("Account (needed)", "a")
    reader.choose("Time (needed)", "b")
    reader.choose("Text", "c")
    reader.says("start.run.title")
    reader.press("start.run.start")
    reader.says("start.running.may_close")
    reader.says("start.finished.title")
    reader.press("start.finished.open")

    reader.page.get_by_role("heading", name="groups of accounts acted together").wait_for()
    reader.page.get_by_role("link", name=reader.words("overview.to_campaigns")).click()
    reader.says("campaigns.how_to_open")
    table = reader.main.get_by_test_id("stDataFrame").first
    table.click(position={"x": 18, "y": 54})  # the box at the left of the first row
    reader.page.wait_for_url("**/campaign?*")
    reader.says("campaign.objects")
    reader.settle()
    posts = reader.main.locator("article.post").all_inner_texts()
    assert any("+0\u00a0s" in line for line in posts)  # the first post with the shared text; others came later

    reader.section("review")
    reader.page.get_by_role("textbox", name=reader.words("review.name")).fill("Ann Editor")
    reader.page.get_by_text(reader.words("review.verdict.undeclared.name"), exact=True).click()
    reader.page.get_by_role("textbox", name=reader.words("review.note")).fill("Read the posts side by side.")
    reader.press("review.send")
    reader.says("review.saved")

    with reader.page.expect_download() as download:
        reader.press("pack.download")
    with ZipFile(download.value.path()) as pack:
        assert pack.testzip() is None
        assert {"manifest.json", "SHA256SUMS"} <= set(pack.namelist())
    labels = tmp_path / "labels.csv"
    command = [sys.executable, "-m", "claqueur", "verdicts", "export", str(labels), "-w", str(workspace.path)]
    subprocess.run([*command, "--single"], check=True, capture_output=True)
    with labels.open(encoding="utf-8") as written:
        rows = list(csv.DictReader(written))
    assert len(rows) >= 3
    assert {row["label"] for row in rows} == {"coordinated"}


def test_cancelled_by_the_reader_an_analysis_is_continued_to_its_end(reader_of, with_posts_only):
    reader = reader_of(with_posts_only)
    reader.open("start")
    start_with_posts_here(reader)
    reader.press("start.cancel")
    reader.says("start.cancelled.title")
    assert analysis.latest(with_posts_only).status == analysis.CANCELLED
    reader.open("start")  # afresh: the page knows where it stopped
    reader.press("start.resume")
    reader.says("start.finished.title")


def test_the_analysis_goes_on_when_the_browser_and_the_app_are_closed(reader_of, with_posts_only):
    with app_on(with_posts_only.path) as port:
        reader = reader_of(with_posts_only, port=port)
        reader.open("start")
        start_with_posts_here(reader)
        reader.page.close()
    assert analysis.latest(with_posts_only).status == analysis.RUNNING
    another = reader_of(with_posts_only)
    another.open("start")
    another.says("start.finished.title")


def start_with_posts_here(reader):
    """Start an analysis of the posts that the workspace holds already."""
    reader.page.get_by_text(reader.words("start.choose.here"), exact=True).click()
    reader.press("start.run.start")
    reader.says("start.running.may_close")
