"""Posts of Bluesky: events of its stream (Jetstream), pages of its search and feeds, records of repositories.

Records come as com.atproto.repo.listRecords and getRecord give them (docs.bsky.app), from a repository's export (CAR)
or from a folder into which one was unpacked; there the account's own labels stand in its profile. Of all of these,
posts and reposts are read, likes passed over; what was deleted, or whose account is gone, is told. The time is the one
that the author's application gives, unless the network saw the record earlier, as Bluesky itself sorts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from claqueur.errors import UserError
from claqueur.ingest.drafts import DELETED, RESTORED, Batch, Notice
from claqueur.ingest.readers.json_lines import Fields, as_lines, post_batches
from claqueur.ingest.readers.reader import Reader
from claqueur.ingest.repositories import car, unpacked
from claqueur.ingest.sources import Source
from claqueur.ingest.tables.mapping import SourceMapping, json_mapping
from claqueur.schema import AUTOMATED

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
PROFILE = "app.bsky.actor.profile"

REPOSITORIES = {
    "car": "it is the export of a repository of Bluesky (CAR)",
    "folder": "it is a folder with _commit.json, into which a repository of Bluesky was unpacked",
}
NAMES_AUTHOR = {"uri", "did", "repo", "author", "handle"}

# What the network says of an account that is not there; others (desynchronized, throttled) are of a server's making.
GONE = ("takendown", "suspended", "deleted", "deactivated")

Json = dict[str, Any]


def recognise(source: Source) -> str | None:
    """A repository; events with did and time_us, pages with posts or a feed, or posts with at:// addresses.

    Raises UserError for a record that is alone, without its author.
    """
    if source.container in REPOSITORIES:
        return REPOSITORIES[source.container]
    for record in source.first_records:
        if not isinstance(record, dict):
            continue
        if isinstance(record.get("did"), str) and "time_us" in record and "kind" in record:
            return "its records have did, time_us and kind, as events of Bluesky's Jetstream do"
        views = _views(record)
        if views and isinstance(views[0], dict) and str(views[0].get("uri", "")).startswith("at://"):
            return "its records are posts of Bluesky, or pages of them"
        if str(record.get("$type", "")).startswith("app.bsky.") and not NAMES_AUTHOR & set(record):
            raise UserError(
                f"{source.name} is a record of Bluesky that does not say whose it is: give the whole folder of the "
                "repository (with its _commit.json), or its export (.car).",
                "record_alone",
                name=source.name,
            )
    return None


def prepare(source: Source, mapping: SourceMapping) -> SourceMapping:
    """No columns to map; the platform is bluesky."""
    return json_mapping(mapping, {"platform": "bluesky"}, source.name, "bluesky")


def read(source: Source, mapping: SourceMapping) -> Iterator[Batch]:
    """Drafts of its posts and reposts."""
    return post_batches(source, posts_of, fields_of, notices_of=notices_of, values=_of_repository(source))


def _of_repository(source: Source) -> Iterator[Json] | None:
    """The records of a repository; None if the source is none."""
    if source.container == "car":
        return _with_labels(car.records_of(source, (PROFILE, POST, REPOST)))
    if source.container == "folder":
        return _with_labels(unpacked.records_of(source.path, (PROFILE, POST, REPOST)))
    return None


def _with_labels(records: Iterator[Json]) -> Iterator[Json]:
    """Each record with the labels that its account gives itself; the profile has the first of the keys."""
    labels: list[str] = []
    for record in records:
        if _is_of(record["uri"], PROFILE):
            labels = _own_labels(record["value"])
        yield {**record, "labels": labels}


def _own_labels(profile: Any) -> list[str]:
    given = profile.get("labels") if isinstance(profile, dict) else None
    values = given.get("values") if isinstance(given, dict) else None
    return [label["val"] for label in values or [] if isinstance(label, dict) and isinstance(label.get("val"), str)]


def notices_of(line: Json) -> list[Notice] | None:
    """What an event of the stream says of a post or repost that was deleted, or of an account."""
    if "time_us" not in line:
        return None
    if line["kind"] == "account":
        status = line["account"]
        reason = RESTORED if status.get("active") else DELETED if status.get("status") in GONE else None
        return [Notice("account", line["did"], reason)] if reason else []
    if line["kind"] == "commit" and line["commit"]["operation"] == "delete":
        return [Notice("post", uri_of(line), DELETED)] if line["commit"]["collection"] in (POST, REPOST) else []
    return None


def posts_of(line: Json) -> list[Json]:
    """The posts and reposts of a line, each as a view: uri, author, record, when it was seen."""
    if "time_us" not in line:
        views = _views(line)
        if not views and not any(name in line for name in ("posts", "feed", "records")):
            raise KeyError("posts")
        return [view for view in views if not _is_other(view)]
    commit = line.get("commit") or {}
    if line["kind"] != "commit" or commit["operation"] == "delete" or commit["collection"] not in (POST, REPOST):
        return []
    seen = datetime.fromtimestamp(line["time_us"] / 1e6, UTC).isoformat()
    return [{"uri": uri_of(line), "author": {"did": line["did"]}, "record": commit["record"], "indexedAt": seen}]


def uri_of(event: Json) -> str:
    """The address of the record that an event of the stream is about."""
    return f"at://{event['did']}/{event['commit']['collection']}/{event['commit']['rkey']}"


def _views(line: Json) -> list[Json]:
    """The posts of a page of a search ("posts") or a feed ("feed", each with its post), the records of a page of a
    repository's ("records"), or the line as one of them.
    """
    for name in ("posts", "records"):
        if isinstance(line.get(name), list):
            return line[name]
    if isinstance(line.get("feed"), list):
        # What is in a feed because somebody reposted it is read as the post it is
        return [item["post"] for item in line["feed"] if isinstance(item, dict) and "post" in item]
    return [line] if "uri" in line and ("record" in line or "value" in line) else []


def _is_other(view: Any) -> bool:
    """Whether it is a record of a repository, and neither a post nor a repost."""
    uri = view.get("uri") if isinstance(view, dict) and "value" in view else None
    return isinstance(uri, str) and not _is_of(uri, POST) and not _is_of(uri, REPOST)


def _view(record: Json) -> Json:
    """A record of a repository as the view of a post."""
    did = _account(record["uri"])
    labels = [{"src": did, "val": label} for label in record.get("labels") or []]
    return {"uri": record["uri"], "author": {"did": did, "labels": labels}, "record": record["value"]}


def fields_of(view: Json) -> Fields:
    """The draft of one post or repost, given as a view or as a record of a repository."""
    view = _view(view) if "value" in view else view
    author, record = view["author"], view["record"]
    fields: Fields = {
        "post_id": view["uri"],
        "account_id": author["did"],
        "account_name": author.get("handle"),
        "created_at": _time(record.get("createdAt"), view.get("indexedAt")),
        "account_created_at": author.get("createdAt"),
        "like_count": view.get("likeCount"),
        "repost_count": view.get("repostCount"),
        "reply_count": view.get("replyCount"),
        "account_affiliation": AUTOMATED if _is_automated(author) else None,
    }
    if _is_of(view["uri"], REPOST):
        subject = record["subject"]["uri"]
        return fields | {"kind": "repost", "repost_of_post_id": subject, "repost_of_account_id": _account(subject)}
    reply, quote = record.get("reply") or {}, quote_of(record)
    parent = (reply.get("parent") or {}).get("uri")
    features = _features(record)
    return fields | {
        "text": record.get("text"),
        "lang": next(iter(record.get("langs") or []), None),
        "reply_to_post_id": parent,
        "reply_to_account_id": parent and _account(parent),
        "quote_of_post_id": quote,
        "conversation_id": (reply.get("root") or {}).get("uri") or view["uri"],
        "urls": _each_once([*_of(features, "uri"), *_linked_page(record)]),
        "hashtags": [*_of(features, "tag"), *(record.get("tags") or [])],
        "mentions": _of(features, "did"),
        "media_hashes": _media(record),
    }


def _is_automated(author: Json) -> bool:
    """Whether the account calls itself automated: a label of its own; what others label it is their judgement."""
    labels = author.get("labels") or []
    return any(label.get("val") == "bot" and label.get("src") == author["did"] for label in labels)


def _is_of(uri: str, collection: str) -> bool:
    return f"/{collection}/" in uri


def _account(uri: str) -> str:
    """The account of an at:// address."""
    return uri.removeprefix("at://").partition("/")[0]


def _time(written: Any, seen: Any) -> str | None:
    """The earlier of the two: an application may claim any time, but nothing is seen before it is written."""
    times = {}
    for text in (written, seen):
        try:
            at = datetime.fromisoformat(text)
        except (ValueError, TypeError):
            continue
        times[at if at.tzinfo else at.replace(tzinfo=UTC)] = text
    return times[min(times)] if times else written


def _features(record: Json) -> list[Json]:
    """What is marked in the text (links, tags, mentions), in its order."""
    facets = sorted(record.get("facets") or [], key=lambda facet: (facet.get("index") or {}).get("byteStart", 0))
    return [feature for facet in facets for feature in facet.get("features") or []]


def _of(features: list[Json], name: str) -> list[str]:
    return [feature[name] for feature in features if isinstance(feature.get(name), str)]


def _embeds(record: Json) -> list[Json]:
    """What is embedded: itself, or the two parts of a quote with media."""
    embed = record.get("embed") or {}
    inner = (embed.get("media"), embed.get("record"))
    return [part for part in inner if part] if embed.get("media") else [embed]


def quote_of(record: Json) -> str | None:
    """The address of the post that is quoted; lists and feeds can be embedded in the same way."""
    for embed in _embeds(record):
        uri = (embed.get("record") or {}).get("uri")
        if isinstance(uri, str) and f"/{POST}/" in uri:
            return uri
    return None


def _linked_page(record: Json) -> list[str]:
    return [embed["external"]["uri"] for embed in _embeds(record) if embed.get("external")]


def _media(record: Json) -> list[str]:
    """Content ids (CID) of images and videos: the same file has the same one, whoever uploads it."""
    blobs = []
    for embed in _embeds(record):
        blobs += [image["image"] for image in embed.get("images") or []]
        blobs += [embed["video"]] if embed.get("video") else []
    return [_cid(blob) for blob in blobs]


def _cid(blob: Json) -> str:
    """The content id of a blob; those of 2022 had another form."""
    return blob["ref"]["$link"] if "ref" in blob else blob["cid"]


def _each_once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


SAMPLE = as_lines(
    {
        "did": "did:plc:ann",
        "time_us": 1714557600000000,
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": "3kaa",
            "record": {
                "createdAt": "2024-05-01T10:00:00Z",
                "text": "The bridge opens #Bridge",
                "langs": ["en"],
                "facets": [{"index": {"byteStart": 17}, "features": [{"tag": "Bridge"}]}],
                "embed": {"external": {"uri": "https://example.org/a"}},
            },
        },
    },
    {
        "did": "did:plc:bob",
        "time_us": 1714557605000000,
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": "app.bsky.feed.repost",
            "rkey": "3kab",
            "record": {
                "createdAt": "2024-05-01T10:00:05Z",
                "subject": {"uri": "at://did:plc:ann/app.bsky.feed.post/3kaa"},
            },
        },
    },
)

READER = Reader(
    name="bluesky",
    title="Bluesky",
    description=(
        "Events of Bluesky's stream (Jetstream), pages of its search or of feeds, or one post per line, as its "
        "interface gives them; records of repositories with their addresses (listRecords), a repository's export "
        f"(.car, up to {car.MOST_BYTES // 10**6} MB) or the folder into which goat unpacked one: posts, replies, "
        "quotes and reposts, with links, tags and mentions as they are marked in the text, and images and videos by "
        "their content ids. Likes are passed over, deletes honoured. Repositories know accounts by their id alone."
    ),
    recognised_by="did, time_us and kind in the records, or posts or records with at:// addresses",
    containers=("jsonl", "json", "car", "folder"),
    recognise=recognise,
    prepare=prepare,
    read=read,
    sample={"events.jsonl": SAMPLE},
)
