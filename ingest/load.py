"""Files -> posts in the workspace: what `claqueur ingest` calls."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import polars as pl

from claqueur.errors import UserError
from claqueur.ingest.drafts import DELETED, RESTORED, Batch, Notice
from claqueur.ingest.files import STANDARD_INPUT, bare, files_of, members_of, size_of, standard_input
from claqueur.ingest.forget.by_platform import remove_deleted
from claqueur.ingest.forget.tombstones import remember
from claqueur.ingest.implausible import SENTENCES, codes
from claqueur.ingest.known_files import KnownFiles, key_of
from claqueur.ingest.readers import recognise
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.records import REFERENCES, Rules, Sifted, derive, sift
from claqueur.ingest.sources import Source
from claqueur.ingest.staging import Staging, staging
from claqueur.ingest.store import Committed, commit
from claqueur.ingest.summary import FileSummary, IngestSummary, Quarantined
from claqueur.ingest.tables.look import look_at
from claqueur.ingest.tables.mapping import SourceMapping, load_mapping
from claqueur.ingest.times import settle_order
from claqueur.ingest.workers import Workers, workers
from claqueur.workspace import Workspace

# What a file says of posts and accounts besides its posts, by the reason of the notice.
NOTICES = {
    DELETED: "deletes of posts and accounts, which are honoured here and in runs: {count:,}.",
    RESTORED: "accounts that are there again: {count:,}.",
    "scrub_geo": "requests to forget where posts were made, which is not kept here: {count:,}.",
    "withheld": "notices that a post or an account is withheld in a country, which changes nothing here: {count:,}.",
    "message": "messages of the stream itself, such as limits and warnings: {count:,}.",
}
ENOUGH_POSTS = 5_000  # of small files are worked on at once: a batch takes some 20 ms, however few posts it has
Progress = Callable[[int, int], None]


def ingest(
    paths: Sequence[Path | str],
    workspace: Workspace,
    *,
    dataset: str | None = None,
    source_format: str = "auto",
    mapping: Mapping[str, str] | None = None,
    profile: Path | str | None = None,
    progress: Progress | None = None,
) -> IngestSummary:
    """Read files into the posts table: those named, those of folders, zip archives and patterns, or standard input (-).

    Returns what was read, kept, refused and why.
    dataset: name for all posts, by default each file's name without its endings. source_format: a reader's name or
    auto. mapping: field -> column ("" = none), or "section.key" -> value as in a profile. profile: a TOML file.
    progress(bytes_read, bytes_total) is called after every batch, bytes as they lie on disk.
    All is kept in one commit at the end, or nothing: ingesting again adds nothing. Raises UserError for anything that
    the user can mend.
    """
    rules_of_user = load_mapping(profile, mapping)
    loaded: list[_Loaded | _Known] = []
    skipped: list[str] = []
    known = KnownFiles.of(workspace)
    with staging(workspace) as stage, _without_garbage_collection(), workers() as crew:
        files = _with_members(_given(paths, stage.path), skipped)
        meter = _Meter(sum(size_of(path, member) for path, member, _ in files), progress)
        reading = _Reading(rules_of_user, dataset, source_format, stage, meter, crew, known, loaded, skipped)
        waiting: deque[list[_Loaded]] = deque()
        for derived in crew.in_order(derive, _together(reading.each_of(files), waiting)):
            stage.add_posts(derived.posts)
            for file, counts in zip(waiting.popleft(), derived.counts, strict=True):
                file.rules.count(counts)
            del derived  # no batch is held while the next one is read
        if not loaded:
            raise UserError(f"None of the {len(skipped)} files holds posts that can be read: {skipped[0]}")
        crew.end()  # comparing ids takes the memory that they had
        notices = _notices(loaded)
        for platform, said in notices.items():
            remember(workspace, platform, said)  # before the commit: a post that was deleted never comes in
        committed = commit(workspace, stage)
        summaries = tuple(file.summary(committed) for file in loaded)
        told = zip(loaded, summaries, strict=True)
        known.remember({file.key: summary for file, summary in told if file.key is not None}, stage.path)
    removed = remove_deleted(workspace, notices)
    return IngestSummary(loaded[0].dataset, summaries, tuple(skipped), removed)


def _notices(loaded: Sequence[_Loaded | _Known]) -> dict[str, list[Notice]]:
    """What the files say of posts and accounts that were deleted or restored, by platform, in their order."""
    found: dict[str, list[Notice]] = {}
    for file in (file for file in loaded if isinstance(file, _Loaded)):
        said = [notice for notice in file.notices if notice.reason in (DELETED, RESTORED)]
        if said:
            found.setdefault(file.rules.constants["platform"], []).extend(said)
    return found


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Python's search for cycles among millions of short-lived values finds none and takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _all_or_nothing(error: UserError) -> UserError:
    """The error of one of several files, with what it means for the others."""
    others = "nothing of the other files was kept either: mend this one or take it out"
    return UserError(f"{str(error).removesuffix('.')} ({others}).", error.kind, **error.found)


def _given(paths: Sequence[Path | str], folder: Path) -> list[Path | str]:
    """The paths, what comes in by a pipe ("-") as a file in `folder`."""
    return [standard_input(folder) if str(path) == STANDARD_INPUT else path for path in paths]


def _with_members(paths: Sequence[Path | str], skipped: list[str]) -> list[tuple[Path, str | None, bool]]:
    """Each file, or each member of a zip archive, with whether the user named just this one.

    Archives without a file that can be read are told in `skipped`, unless the user named them.
    """
    files: list[tuple[Path, str | None, bool]] = []
    for path, named in files_of(paths):
        try:
            members = members_of(path)
        except UserError as error:
            if named:
                raise
            skipped.append(str(error))
            continue
        files += [(path, member, named and len(members) == 1) for member in members]
    return files


@dataclass
class _Meter:
    """Bytes and records read so far, the bytes told to the caller after each batch."""

    total: int
    progress: Progress | None
    done: int = 0
    n_records: int = 0

    def add(self, count: int) -> None:
        self.done += count

    def tell(self) -> None:
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


@dataclass(frozen=True)
class _Known:
    """One file that was ingested before and not read again."""

    dataset: str
    found: FileSummary
    key: str | None = None

    def summary(self, committed: Committed) -> FileSummary:
        """The file's counts."""
        return self.found


@dataclass
class _Loaded:
    """One file that was staged: rows start to end (not included) are its posts. key: as a file that is known later."""

    source: Source
    reader: Reader
    why: str
    rules: Rules
    start: int
    key: str | None = None
    end: int = 0
    quarantined: dict[str, Quarantined] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def dataset(self) -> str:
        """Name of its posts' dataset."""
        return self.rules.dataset

    def refuse(self, refused: pl.DataFrame) -> None:
        """Count the quarantined records of a batch."""
        groups = refused.sort("line").group_by("reason", maintain_order=True)
        for reason, count, line, detail in groups.agg(pl.len(), pl.first("line"), pl.first("detail")).iter_rows():
            seen = self.quarantined.get(reason, Quarantined(reason, 0, line, detail))
            self.quarantined[reason] = replace(seen, count=seen.count + count)

    def summary(self, committed: Committed) -> FileSummary:
        """The file's counts, after the commit."""
        own = slice(self.start, self.end)
        staged, kept = self.end - self.start, int(committed.kept[own].sum())
        deleted = int(committed.deleted[own].sum())
        conflicts = int(committed.conflicting[own].sum())
        refused = tuple(self.quarantined.values())
        precision = self.rules.precision
        return FileSummary(
            path=self.source.name,
            source_format=self.reader.name,
            recognised_because=self.why,
            read=staged + sum(entry.count for entry in refused),
            kept=kept,
            duplicates=staged - kept - deleted,
            deleted=deleted,
            quarantined_by=refused,
            implausible=codes(self.rules.implausible),
            warnings=tuple(_warnings(self.source, self.rules, precision, conflicts)),
            first_at=self.rules.first_at,
            last_at=self.rules.last_at,
            time_precision=precision if self.rules.first_at is not None else None,
        )


@dataclass
class _Reading:
    """The files of one ingest being read one after the other.

    loaded: gets each file that was read, or is known. skipped: gets why others were passed over.
    """

    user: SourceMapping
    dataset: str | None
    source_format: str
    stage: Staging
    meter: _Meter
    crew: Workers
    known: KnownFiles
    loaded: list[_Loaded | _Known]
    skipped: list[str]
    n_posts: int = 0

    def each_of(self, files: Sequence[tuple[Path, str | None, bool]]) -> Iterator[tuple[_Loaded, Sifted]]:
        """What can be kept of each batch of the files (path, member of a zip archive, whether it was named)."""
        for path, member, named in files:
            before = self.meter.n_records
            try:
                key = key_of(path, self.dataset, self.source_format, self.user) if member is None else None
                if (summary := self.known.summary(key)) is not None:
                    self.loaded.append(_Known(self.dataset or bare(path).stem, summary))
                    self.meter.add(path.stat().st_size)
                    self.meter.tell()
                    continue
                source = look_at(path, self.user.delimiter, member, self.user.sheet)
                source.on_bytes, source.in_order = self.meter.add, self.crew.in_order
                yield from self._load(source, key)
            except UserError as error:
                if named or self.meter.n_records > before:  # what was kept of a file cannot be taken back alone
                    raise error if len(files) == 1 else _all_or_nothing(error) from None
                self.skipped.append(str(error))

    def _load(self, source: Source, key: str | None) -> Iterator[tuple[_Loaded, Sifted]]:
        """What can be kept of one file. Raises UserError if it holds no record at all."""
        reader, why = recognise(source, self.source_format)
        mapping = reader.prepare(source, self.user)
        rules = rules_for(source, reader, mapping, self.dataset)
        loaded = _Loaded(source, reader, why, rules, self.n_posts, key)
        for good in map(partial(self._sifted, loaded), settled(reader.read(source, mapping), rules)):
            self.n_posts += good.drafts.height
            if good.drafts.height:
                yield loaded, good
            del good  # no batch is held while the next one is read
        loaded.end = self.n_posts
        source.sheet = None  # a workbook's cells do not stay in memory while other files are read
        if rules.precision != "second":
            self.stage.coarsen(loaded.start, loaded.end, rules.precision)
        if loaded.end == loaded.start and not loaded.quarantined and not loaded.notices:
            sentence = f"{source.name} has a header but no records: there is nothing to ingest; check the export."
            raise UserError(sentence, "no_records", name=source.name)
        self.loaded.append(loaded)

    def _sifted(self, loaded: _Loaded, batch: Batch) -> Sifted:
        self.meter.n_records += batch.drafts.height + len(batch.rejects)
        good, refused = sift(batch, loaded.rules)
        if refused.height:
            self.stage.add_quarantine(refused)
            loaded.refuse(refused)
        loaded.notices += batch.notices
        loaded.rules.notes.update(notice.reason for notice in batch.notices)
        self.meter.tell()
        return good


def _together(parts: Iterator[tuple[_Loaded, Sifted]], waiting: deque[list[_Loaded]]) -> Iterator[list[Sifted]]:
    """The batches, small ones that follow each other together; their files are put into `waiting`."""
    files: list[_Loaded] = []
    group: list[Sifted] = []
    n_posts = 0
    for file, sifted in parts:
        if group and not sifted.is_like(group[0]):
            waiting.append(files)
            yield group
            files, group, n_posts = [], [], 0
        files.append(file)
        group.append(sifted)
        n_posts += sifted.drafts.height
        del sifted  # no batch is held while the next one is read
        if n_posts >= ENOUGH_POSTS:
            waiting.append(files)
            yield group
            files, group, n_posts = [], [], 0
    if group:
        waiting.append(files)
        yield group


def rules_for(source: Source, reader: Reader, mapping: SourceMapping, dataset: str | None) -> Rules:
    """What holds for all records of `source`, read by `reader` with the prepared `mapping`."""
    is_table = "account_id" in mapping.columns
    references = [mapping.columns[name] for names in REFERENCES.values() for name in names if name in mapping.columns]
    return Rules(
        dataset=dataset or bare(source.path).stem,
        source_file=source.name,
        ingested_at=datetime.now(UTC),
        time=mapping.time,
        constants=dict(mapping.constants),
        makes_ids=is_table and "post_id" not in mapping.columns and "post_id" not in mapping.constants,
        text_tells_reposts=is_table and "kind" not in mapping.columns and "kind" not in mapping.constants,
        kind_tells_reference=len(set(references)) < len(references),
        source_format=reader.name,
        source_columns=source.columns if source.container == "csv" else None,
        delimiter=source.delimiter if source.container == "csv" else None,
    )


def settled(batches: Iterator[Batch], rules: Rules) -> Iterator[Batch]:
    """The batches; the first one decides whether 8/7/2015 begins with the day or the month."""

    def settling(batch: Batch) -> Batch:
        created_at = batch.drafts.get_column("created_at", default=None)
        if created_at is not None and created_at.dtype == pl.String:
            rules.time = settle_order(created_at.to_list(), rules.time)
        return batch

    yield from map(settling, islice(batches, 1))
    yield from batches


def _warnings(source: Source, rules: Rules, precision: str, conflicts: int) -> Iterator[str]:
    """What the user should know about a file, in sentences."""
    notes = rules.notes
    if rules.makes_ids:
        yield "the source has no post ids: they were made from account, time and text, so identical rows count as one."
    if precision != "second" and rules.time.precision is None:
        yield f"all times are whole {precision}s: co-actions within seconds cannot be seen in this source."
    if notes["unzoned"] and rules.time.zone is None:
        yield "the times name no time zone and were read as UTC; say otherwise with --map time.zone=Europe/Paris."
    if rules.time.order is not None:
        yield f"dates such as 8/7/2015 were read {rules.time.order.replace('-', ' ')}."
    if conflicts:
        yield (
            "duplicates that carry the id of a different post (another account, time or reposted post): "
            f"{conflicts:,}; if ids are unique only within an account or a file, leave them out with --map post_id=."
        )
    if source.lines_decoded_otherwise:
        yield (
            "lines that are not UTF-8 and were read as Windows-1252 (Western European): "
            f"{source.lines_decoded_otherwise:,}; check their accents, and save the file as UTF-8 if they are wrong."
        )
    yield from (SENTENCES[code].format(count=count) for code, count in codes(rules.implausible).items())
    if rules.kind_is_count:
        yield "the column taken for the kind holds numbers beyond 0 and 1 and was not used: say --map kind=COLUMN."
    if notes["unknown_kind"]:
        yield f"records of an unknown kind, taken as posts, replies or quotes: {notes['unknown_kind']:,}."
    if notes["spoilt_reference"]:
        yield f"ids of other posts that a spreadsheet has spoilt, left out: {notes['spoilt_reference']:,}."
    for reason, sentence in NOTICES.items():
        if notes[reason]:
            yield sentence.format(count=notes[reason])
    if notes["shortened_urls"]:
        yield f"shortened links, each an object of its own as it cannot be expanded here: {notes['shortened_urls']:,}."
