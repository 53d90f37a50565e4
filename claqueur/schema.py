"""Every table of claqueur, declared once: name, columns, types, units and meaning.

Ingest, jobs, models, app and tests import these declarations; `tests/` compares what each stage writes with what is
declared here. Times are UTC, durations are whole seconds, ids are strings, 64-bit keys are signed integers.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

STRING, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
STRINGS, INTS = pa.list_(pa.string()), pa.list_(pa.int64())


@dataclass(frozen=True)
class Column:
    """One column: name, Arrow type, meaning in one sentence (with the unit), whether it may be empty."""

    name: str
    type: pa.DataType
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and the columns that identify a row."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Column names in declared order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema, every field nullable as both engines write it."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])


KINDS = ("post", "repost", "reply", "quote")
TIME_PRECISIONS = ("second", "minute", "day")
# What a platform's label says of an account where it names no owner, as it stands in account_affiliation.
GOVERNMENT, AUTOMATED = "government", "automated"

# Kinds of trace, in the order in which they explain a post best: what is evidence in one is not counted again in a
# later one of its family, since a copied post is one act.
LAYERS = (
    "repost",
    "text",
    "near_text",
    "media",
    "hashtag_sequence",
    "url",
    "reply_target",
    "quote_target",
    "domain",
    "mention",
)
# A site or a name that two share says little: these layers support an edge and never make one.
WEAK_LAYERS = ("domain", "mention")
DEFAULT_LAYERS = tuple(layer for layer in LAYERS if layer not in WEAK_LAYERS)
# What the account classifier learns from unless told otherwise.
CLASSIFIER_LAYERS = ("repost", "text", "near_text", "url", "hashtag_sequence")
# Layers that see one act of copying in different ways: a family counts as its strongest layer.
FAMILIES = {
    **dict.fromkeys(("text", "near_text", "media", "hashtag_sequence"), "original"),
    **dict.fromkeys(("url", "domain"), "url"),
    **{layer: layer for layer in ("repost", "reply_target", "quote_target", "mention")},
}

CAMPAIGN_CLASSES = ("undeclared", "declared", "automation/syndication", "insufficient")
LEVELS = ("flag", "triage", "none")

POSTS = Table(
    "posts",
    "one post of one account on one platform",
    (
        Column("platform", STRING, "platform's short name, such as x, telegram, simulated", True),
        Column("post_id", STRING, "the platform's id of the post", True),
        Column("account_id", STRING, "the platform's id of the account", True),
        Column("account_name", STRING, "handle or display name at the time of the post"),
        Column("created_at", TIME, "when it was posted, UTC", True),
        Column("time_precision", STRING, "how fine created_at is: second, minute or day", True),
        Column("text", STRING, "the text as posted"),
        Column("lang", STRING, "language code as the platform gives it"),
        Column("kind", STRING, "post, repost, reply or quote", True),
        Column("repost_of_post_id", STRING, "post that is reposted"),
        Column("repost_of_account_id", STRING, "its author"),
        Column("reply_to_post_id", STRING, "post that is replied to"),
        Column("reply_to_account_id", STRING, "its author"),
        Column("quote_of_post_id", STRING, "post that is quoted"),
        Column("conversation_id", STRING, "first post of the thread"),
        Column("urls", STRINGS, "links, expanded where the source says to what"),
        Column("hashtags", STRINGS, "hashtags in order, without #, case-folded"),
        Column("cashtags", STRINGS, "cashtags in order, without $, upper case"),
        Column("mentions", STRINGS, "mentioned handles or ids, without @, case-folded"),
        Column("media_hashes", STRINGS, "hashes or ids of images and videos"),
        Column("client", STRING, "application that posted, without markup"),
        Column("like_count", INT, "likes when collected"),
        Column("repost_count", INT, "reposts when collected"),
        Column("reply_count", INT, "replies when collected"),
        Column("view_count", INT, "views when collected"),
        Column("account_created_at", TIME, "when the account was made, UTC"),
        Column("account_followers", INT, "followers when collected"),
        Column("account_following", INT, "accounts followed when collected"),
        Column("account_post_count", INT, "posts of the account when collected"),
        Column(
            "account_affiliation",
            STRING,
            "what the account or its platform says that it belongs to: party, newsroom, brand, government, automated",
        ),
        Column("dataset", STRING, "name that the user gave to this import", True),
        Column("source_file", STRING, "name of the file it was read from", True),
        Column("ingested_at", TIME, "when it was kept, UTC", True),
        Column(
            "text_normalised",
            STRING,
            "the text as compared (ingest/texts/normalise.py); empty if too short to count or an application's words",
        ),
        Column("text_key", INT, "64-bit hash of text_normalised; empty if that is"),
        Column("near_text_key", INT, "64-bit hash of the same without hashtags; empty if under 7 words are left"),
        Column("near_text_bands", INTS, "LSH keys of that: near-duplicates share one (ingest/texts/near_text.py)"),
        Column("url_keys", INTS, "64-bit hashes of the canonical URLs, each at its place in urls"),
        Column("domains", STRINGS, "registrable domains of the URLs, sorted, without those of shortened links"),
    ),
    ("platform", "post_id"),
)

QUARANTINE = Table(
    "quarantine",
    "one record that could not be read",
    (
        Column("dataset", STRING, "name that the user gave to this import", True),
        Column("source_file", STRING, "file it came from", True),
        Column("line", INT, "line or record number in that file, from 1", True),
        Column("record", STRING, "the raw record, cut at 10,000 characters", True),
        Column("reason", STRING, "short code such as unparseable_time, missing_account_id, spoilt_id", True),
        Column("detail", STRING, "one sentence with what was found", True),
        Column("quarantined_at", TIME, "when, UTC", True),
        Column("source_format", STRING, "format that the file was read as"),
        Column("source_columns", STRINGS, "names of the file's columns, in order, where a record is a line of a table"),
        Column("delimiter", STRING, "what separates the values of such a line"),
    ),
    ("source_file", "line", "reason"),
)

DECLARED = Table(
    "declared",
    "one account that the user's lists declare to belong to somebody, known by its id or else by its handle",
    (
        Column("platform", STRING, "platform, as in posts", True),
        Column("account_id", STRING, "the platform's id of the account; empty if only its handle is known"),
        Column("handle", STRING, "its handle, lower case, without @; on Mastodon the address of its profile"),
        Column("affiliation", STRING, "what it belongs to: party, newsroom, brand", True),
        Column("role", STRING, "what it does there, in the list's words"),
        Column("source", STRING, "where that is said, in the list's words"),
        Column("list", STRING, "name of the file that declared it", True),
    ),
    (),
)

FORGOTTEN = Table(
    "forgotten",
    "one account or post that was removed, or taken back, and does not come in again; never changed, only added to",
    (
        Column("platform", STRING, "platform", True),
        Column("kind", STRING, "account or post", True),
        Column("id_hash", STRING, "its id, hashed with the workspace's key", True),
        Column(
            "reason", STRING, "asked, deleted (by its author or the platform) or restored (it may come again)", True
        ),
        Column("forgotten_at", TIME, "when, UTC", True),
    ),
    (),
)

# Columns that hold the 64-bit key of an account, whatever the table; and columns that hold the id of a post, with the
# column of its account. `claqueur forget` goes by them.
ACCOUNT_KEYS = ("account", "u", "v", "src", "dst", "partner")
POST_IDS = {"post_id": "account", "post_u": "u", "post_v": "v"}
# Groups that are called after the smallest key among their accounts.
GROUP_KEYS = ("component", "community")

# ---------------------------------------------------------------- stages of a run, in the order they are written

ACTIVITY = Table(
    "activity",
    "one account with what it did in the selected posts",
    (
        Column("account", INT, "64-bit key of (platform, account_id)", True),
        Column("platform", STRING, "platform", True),
        Column("account_id", STRING, "the platform's id", True),
        Column("account_name", STRING, "latest handle seen"),
        Column("n_posts", INT, "posts of every kind", True),
        Column("n_reposts", INT, "reposts among them", True),
        Column("n_replies", INT, "replies among them", True),
        Column("n_clients", INT, "distinct clients", True),
        Column("main_client", STRING, "most used client"),
        Column("affiliation", STRING, "declared affiliation: of the user's lists, else the latest of its posts"),
        Column("affiliation_source", STRING, "role and source that a list gives for it; empty if its posts say so"),
        Column("account_created_at", TIME, "when the account was made"),
        Column("first_at", TIME, "first post", True),
        Column("last_at", TIME, "last post", True),
    ),
    ("account",),
)

COVERAGE = Table(
    "coverage",
    "the selected posts: signs of how they were collected",
    (
        Column("n_posts", INT, "posts", True),
        Column("n_repost_targets", INT, "reposts that name their original", True),
        Column("n_repost_targets_found", INT, "of these, with the original among the posts", True),
        Column("n_reply_targets", INT, "replies that name the post they answer", True),
        Column("n_reply_targets_found", INT, "of these, with that post among the posts", True),
        Column("n_with_lang", INT, "posts with a language", True),
        Column("n_with_client", INT, "posts with a client", True),
        Column("n_accounts", INT, "accounts", True),
        Column("n_single", INT, "accounts with one post", True),
        Column("most_posts", INT, "most posts of an account", True),
        Column("n_at_most", INT, "accounts with exactly that many", True),
    ),
    (),
)

NEAR_BANDS = Table(
    "near_bands",
    "one distinct text in one LSH band that it shares with another text",
    (
        Column("band", INT, "64-bit key of the band", True),
        Column("near_text_key", INT, "the text", True),
        Column("n_texts", INT, "distinct texts in the band", True),
        Column("place", INT, "its place among them, from 1", True),
    ),
    ("band", "near_text_key"),
)

NEAR_PAIRS = Table(
    "near_pairs",
    "two distinct texts that are near-duplicates",
    (
        Column("a", INT, "near_text_key of the one", True),
        Column("b", INT, "near_text_key of the other, the larger", True),
        Column("jaccard", FLOAT, "4-word shingles in both / in either", True),
    ),
    ("a", "b"),
)

NEAR_TEXTS = Table(
    "near_texts",
    "one distinct text that has near-duplicates, or whose posts mark different words as hashtags",
    (
        Column("text_key", INT, "the text", True),
        Column("near_text_key", INT, "the same without hashtags", True),
        Column(
            "object_id", INT, "near_text_key of the text that leads its group: the object of the layer near_text", True
        ),
    ),
    ("text_key",),
)

ACTIONS = Table(
    "actions",
    "one act of one account on one object that at least two accounts acted on",
    (
        Column("layer", STRING, "kind of trace, one of LAYERS", True),
        Column("object_id", INT, "64-bit key of the object", True),
        Column("account", INT, "64-bit key of the account", True),
        Column("t", INT, "when, seconds since 1970 UTC", True),
        Column("post_id", STRING, "post that holds the act", True),
    ),
    ("layer", "object_id", "account", "t", "post_id"),
)

OBJECTS = Table(
    "objects",
    "one object of the actions, with the widest window its crowd allows",
    (
        Column("layer", STRING, "layer", True),
        Column("object_id", INT, "64-bit key", True),
        Column("n_accounts", INT, "accounts that acted on it", True),
        Column("n_actions", INT, "acts on it", True),
        Column(
            "join_window_s", INT, "widest window in which it is compared, seconds; 0: too hot even for the test", True
        ),
        Column("pairs_skipped", INT, "upper bound of the account pairs not compared because of the cap", True),
    ),
    ("layer", "object_id"),
)

PARTICIPATION = Table(
    "participation",
    "one account in one layer",
    (
        Column("layer", STRING, "layer", True),
        Column("account", INT, "account", True),
        Column("n_objects", INT, "distinct objects it acted on, also those that nobody else did", True),
    ),
    ("layer", "account"),
)

RHYTHM = Table(
    "rhythm",
    "one span of gaps between two accounts' successive acts on one object",
    (
        Column("layer", STRING, "layer", True),
        Column("gap_s", INT, "longest gap of the span, seconds; it begins after the span before", True),
        Column("weight", FLOAT, "objects shared with such gaps; an object with others too counts in part", True),
        Column("n_gaps", INT, "gaps", True),
    ),
    ("layer", "gap_s"),
)

# What pairs are counted in: see jobs/coordination/measures.py for the windows and object sets.
MEASURES = ("test", "10m", "60m", "24h", "rare")

EXPOSURES = Table(
    "exposures",
    "what one account could have shared by chance in one layer",
    (
        Column("layer", STRING, "layer", True),
        Column("account", INT, "account", True),
        *(Column(f"n_objects_{m}", INT, f"d: distinct objects of the account, measure {m}", True) for m in MEASURES),
        *(
            Column(f"exposure_{m}", INT, f"E: acts of others on the same object within the window, measure {m}", True)
            for m in MEASURES
        ),
        Column("n_uncompared", INT, "objects of the account that were too crowded even for the test window", True),
    ),
    ("layer", "account"),
)

CANDIDATES = Table(
    "candidates",
    "one pair of accounts that shared at least two objects of a layer within the widest window",
    (
        Column("layer", STRING, "layer", True),
        Column("u", INT, "account with the smaller key", True),
        Column("v", INT, "account with the larger key", True),
    ),
    ("layer", "u", "v"),
)

CO_ACTIONS = Table(
    "co_actions",
    "one object that a candidate pair shared, at its smallest gap",
    (
        Column("layer", STRING, "layer", True),
        Column("u", INT, "account with the smaller key", True),
        Column("v", INT, "account with the larger key", True),
        Column("object_id", INT, "shared object", True),
        Column("n_accounts", INT, "accounts that acted on the object", True),
        Column("join_window_s", INT, "widest window in which the object is compared, seconds", True),
        Column("gap_s", INT, "smallest time between the two acts, seconds", True),
        Column("lead", INT, "who acted first: 1 u, -1 v, 0 the same second", True),
        Column("t_u", INT, "time of u's act", True),
        Column("t_v", INT, "time of v's act", True),
        Column("post_u", STRING, "u's post", True),
        Column("post_v", STRING, "v's post", True),
    ),
    ("layer", "u", "v", "object_id"),
)

PAIRS = Table(
    "pairs",
    "one pair of accounts in one layer that shared at least two objects within the widest window",
    (
        Column("layer", STRING, "layer", True),
        Column("u", INT, "account with the smaller key", True),
        Column("v", INT, "account with the larger key", True),
        *(Column(f"k_{m}", INT, f"co-actions seen, measure {m}", True) for m in MEASURES),
        *(Column(f"lambda_{m}", FLOAT, f"co-actions expected by chance, measure {m}", True) for m in MEASURES),
        *(
            Column(f"s_{m}", FLOAT, f"-log10 P[Poisson(lambda) >= k], measure {m}; 0 where k = 0", True)
            for m in MEASURES
        ),
        Column("median_gap_s", FLOAT, "median of the gaps, seconds", True),
    ),
    ("layer", "u", "v"),
)

EDGES = Table(
    "edges",
    "one pair of accounts whose co-actions in the test window are more than chance explains",
    (
        Column("u", INT, "account with the smaller key", True),
        Column("v", INT, "account with the larger key", True),
        Column("layers", STRINGS, "layers in which the pair is significant, sorted", True),
        Column("q", FLOAT, "smallest q-value over the layers (Benjamini-Hochberg over all testable pairs)", True),
        Column("s_max", FLOAT, "largest -log10 p over the layers", True),
        Column("s_sum", FLOAT, "sum of -log10 p over the families of layers, each with its largest", True),
        Column("k", INT, "distinct objects shared within the test window, a copied post once, weak layers aside", True),
        Column("expected", FLOAT, "co-actions expected by chance, over the families of layers", True),
        Column("n_shared", INT, "objects that both acted on at any time, a copied post once", True),
        Column("median_gap_s", FLOAT, "median gap of the co-actions in the test window, seconds", True),
        Column("u_first", INT, "co-actions in which u came first", True),
        Column("v_first", INT, "co-actions in which v came first", True),
        Column("first_t", INT, "first co-action, seconds since 1970", True),
        Column("last_t", INT, "last co-action, seconds since 1970", True),
    ),
    ("u", "v"),
)

EVIDENCE = Table(
    "evidence",
    "one shared object behind an edge, with both posts",
    (
        Column("u", INT, "account with the smaller key", True),
        Column("v", INT, "account with the larger key", True),
        Column("layer", STRING, "layer", True),
        Column("object_id", INT, "shared object", True),
        Column("n_accounts", INT, "accounts that acted on the object in the whole data set", True),
        Column("gap_s", INT, "seconds between the two acts", True),
        Column("lead", INT, "who acted first: 1 u, -1 v, 0 the same second", True),
        Column("t_u", INT, "time of u's act, seconds since 1970", True),
        Column("t_v", INT, "time of v's act, seconds since 1970", True),
        Column("post_u", STRING, "u's post id", True),
        Column("post_v", STRING, "v's post id", True),
    ),
    ("u", "v", "layer", "object_id"),
)

COMPONENTS = Table(
    "components",
    "one account of the coordination network with the part of it that can be reached",
    (
        Column("account", INT, "account", True),
        Column("component", INT, "smallest account key of its connected component", True),
    ),
    ("account",),
)

COMMUNITIES = Table(
    "communities",
    "one account of the coordination network with its dense group",
    (
        Column("account", INT, "account", True),
        Column("component", INT, "its component", True),
        Column("community", INT, "smallest account key of its community", True),
        Column("stability", FLOAT, "mean share of seeds that put it with the others of its community, 0 to 1", True),
    ),
    ("account",),
)

INTERACTIONS = Table(
    "interactions",
    "one repost of or reply to another account's post",
    (
        Column("src", INT, "account that acts", True),
        Column("dst", INT, "account whose post it is", True),
    ),
    (),
)

INFLUENCE = Table(
    "influence",
    "one account of the interaction graph (who reposts, replies to whom)",
    (
        Column("account", INT, "account", True),
        Column("influence", FLOAT, "PageRank, the accounts of the run sum to 1", True),
        Column("influence_without", FLOAT, "the same without the interactions of campaign members", True),
    ),
    ("account",),
)

CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    "one account of one campaign",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("account", INT, "account", True),
        Column("n_partners", INT, "campaign members it has an edge with", True),
        Column("n_objects", INT, "distinct objects it shared with members in the test window", True),
        Column("first_share_pct", FLOAT, "share of its co-actions in which it came first, percent", True),
        Column("stability", FLOAT, "from communities", True),
    ),
    ("campaign_id", "account"),
)

CAMPAIGN_OBJECTS = Table(
    "campaign_objects",
    "one object that members of a campaign shared within the test window",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("layer", STRING, "layer", True),
        Column("object_id", INT, "object", True),
        Column("n_members", INT, "members behind its co-actions", True),
        Column("n_accounts", INT, "accounts that acted on it in the whole data set", True),
        Column("n_before", INT, "accounts outside the campaign that acted on it before any member did", True),
        Column("n_co_actions", INT, "member pairs that co-acted on it", True),
        Column("first_t", INT, "first such act, seconds since 1970", True),
        Column("last_t", INT, "last such act, seconds since 1970", True),
        Column("label", STRING, "what it is: text, URL, hashtags or id of the reposted post, cut at 280 characters"),
        Column("example_post_id", STRING, "one member's post with it", True),
        Column("example_account", INT, "that member", True),
    ),
    ("campaign_id", "layer", "object_id"),
)

HYPOTHESIS_NUMBER = pa.struct(
    [
        ("measure", pa.string()),  # what is measured
        ("value", pa.float64()),  # empty where the data lack it
        ("threshold", pa.float64()),  # what it was held against
        ("at_least", pa.bool_()),  # whether it must reach the threshold, else stay at or below it
    ]
)
HYPOTHESIS = pa.struct(
    [
        ("name", pa.string()),  # one of jobs/campaigns/hypotheses/verdicts.py
        ("verdict", pa.string()),  # fits, does not fit, cannot be told
        ("numbers", pa.list_(HYPOTHESIS_NUMBER)),  # it fits where all of them hold
    ]
)

CAMPAIGNS = Table(
    "campaigns",
    "one group of accounts with evidence of coordination",
    (
        Column(
            "campaign_id", STRING, "id, kept from an earlier run where at least half of the members are the same", True
        ),
        Column("class", STRING, "undeclared, declared, automation/syndication or insufficient", True),
        Column("size", INT, "accounts", True),
        Column("n_edges", INT, "edges among them", True),
        Column("density_pct", FLOAT, "edges of all possible ones, percent", True),
        Column("layers", STRINGS, "layers of its edges, sorted", True),
        Column("n_objects", INT, "distinct objects shared within the test window", True),
        Column("n_posts", INT, "member posts behind the evidence", True),
        Column("seen", INT, "co-actions seen in the test window, all edges", True),
        Column("expected", FLOAT, "co-actions expected by chance, all edges", True),
        Column("median_gap_s", FLOAT, "median of the edges' median gaps, seconds", True),
        Column("first_t", INT, "first co-action, seconds since 1970", True),
        Column("last_t", INT, "last co-action, seconds since 1970", True),
        Column(
            "coordination", FLOAT, "first axis, 0 to 1: median over members of k / n_shared of their best edge", True
        ),
        Column("inauthenticity", FLOAT, "second axis, 0 to 1: mean of the signs that could be read; empty if none"),
        Column("reach", FLOAT, "third axis, 0 to 1: members' posts and the reposts of them, share of all posts", True),
        Column("stability", FLOAT, "mean stability of the members, 0 to 1", True),
        Column("hypotheses", pa.list_(HYPOTHESIS), "benign hypotheses with verdicts", True),
    ),
    ("campaign_id",),
)

TIMELINE = Table(
    "timeline",
    "one hour of the conversation, whole (campaign_id empty string) or of one campaign's members",
    (
        Column("campaign_id", STRING, "campaign, or empty string for all posts", True),
        Column("hour", INT, "start of the hour, seconds since 1970", True),
        Column("n_posts", INT, "posts in it", True),
        Column("n_coordinated", INT, "of these, posts that are evidence of a campaign", True),
        Column("n_accounts", INT, "accounts that posted", True),
    ),
    ("campaign_id", "hour"),
)

PRECEDENCE = Table(
    "precedence",
    "one member of a campaign in one layer: does it start or follow",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("layer", STRING, "layer", True),
        Column("account", INT, "member", True),
        Column("n_started", INT, "shared objects on which no member acted before it", True),
        Column("n_first", INT, "co-actions in which it came first", True),
        Column("n_followed", INT, "co-actions in which it came second", True),
        Column("n_same", INT, "co-actions at the same moment", True),
    ),
    ("campaign_id", "layer", "account"),
)

CAMPAIGN_WINDOWS = Table(
    "campaign_windows",
    "one campaign in one time window: the test's, a shorter one, longer ones",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("window_s", INT, "largest gap of a co-action, seconds; the widest where layers have their own", True),
        Column("is_test", BOOL, "whether it is the window of the pair test", True),
        Column("n_edges", INT, "pairs of members beyond chance in it, as strict as the run's weakest edge", True),
        Column("n_members", INT, "members with such a pair", True),
        Column("n_outsiders", INT, "accounts outside with such a pair with a member", True),
    ),
    ("campaign_id", "window_s"),
)

CAMPAIGN_TERMS = Table(
    "campaign_terms",
    "one hashtag, link or language of the posts of a campaign's members, evidence or not",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("kind", STRING, "hashtag, url or lang", True),
        Column("term", STRING, "what it is, as in posts", True),
        Column("n_posts", INT, "members' posts with it", True),
        Column("n_accounts", INT, "members who used it", True),
    ),
    ("campaign_id", "kind", "term"),
)

CONDUCT = Table(
    "conduct",
    "how the members of one campaign post, evidence or not",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("n_posts", INT, "members' posts", True),
        Column("hours", INTS, "these by hour of the week: 168 numbers from Monday 00:00 UTC", True),
        Column("week_entropy", FLOAT, "entropy of hours, 0 to 1: 1 is round the clock", True),
        Column(
            "gap_entropy", FLOAT, "entropy of the gaps between a member's posts in doubling spans, 0 to 1; 0 is a timer"
        ),
        Column("replies_inside", FLOAT, "replies from member to member, per post; empty if the data hold no reply"),
        Column("replies_outside", FLOAT, "replies between members and others, either way, per post; the same"),
        Column("replying_share", FLOAT, "members who replied to a member, of all members, 0 to 1; the same"),
    ),
    ("campaign_id",),
)

WITHOUT = Table(
    "without",
    "one of the most used items of the conversation, with and without a campaign's posts",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("kind", STRING, "hashtag, url, account (reposted, as platform:id) or posts (all of them)", True),
        Column("item", STRING, "what it is; empty for posts", True),
        Column("n_with", INT, "posts that use it", True),
        Column("n_without", INT, "of these, posts that are not the members'", True),
        Column("place_with", INT, "its place among its kind, 1 the most used", True),
        Column("place_without", INT, "its place without the members' posts", True),
    ),
    ("campaign_id", "kind", "item"),
)

LINKS = Table(
    "links",
    "one pair of accounts that the classifier's neighbourhood features look at",
    (
        Column("src", INT, "account with the smaller key", True),
        Column("dst", INT, "account with the larger key", True),
        Column("k", INT, "co-actions within 60 min, layers collapsed and summed", True),
        Column("s", FLOAT, "-log10 p within 60 min, layers collapsed and summed", True),
    ),
    ("src", "dst"),
)

LINK_COMPONENTS = Table(
    "link_components", "one account of the links with its component", COMPONENTS.columns, ("account",)
)

# The account classifier's features and neighbourhood are declared in models/ (name, meaning, direction).

CLOSEST = Table(
    "closest",
    "one account and one of the up to twelve partners it has the strongest pairs with",
    (Column("account", INT, "account", True), Column("partner", INT, "its partner", True)),
    ("account", "partner"),
)

COMPANIES = Table(
    "company",
    "one account with partners that the classifier could judge",
    (
        Column("account", INT, "account", True),
        Column("company", FLOAT, "mean margin of the three best of its closest partners, each -4 to 4", True),
    ),
    ("account",),
)

SCORES = Table(
    "scores",
    "one account that the classifier could judge",
    (
        Column("account", INT, "account", True),
        Column("score", FLOAT, "0 to 1, calibrated where members and ordinary accounts are equally many", True),
    ),
    ("account",),
)

REASON_COLUMNS = (
    Column("rank", INT, "1 for the strongest reason", True),
    Column("feature_group", STRING, "group of features that the reason is about", True),
    Column("feature", STRING, "the feature of the group that adds most", True),
    Column("value", FLOAT, "its value", True),
    Column("usual", FLOAT, "its median among the ordinary accounts that the model learned from", True),
    Column("usual_p95", FLOAT, "what 95% of these do not exceed; empty where more does not always raise the score"),
    Column("contribution", FLOAT, "what the group adds to the score, log-odds before calibration", True),
)

EXPLANATIONS = Table(
    "explanations",
    "one reason for the score of an account at or above the triage threshold",
    (Column("account", INT, "account", True), *REASON_COLUMNS),
    ("account", "rank"),
)

CAMPAIGN_EXPLANATIONS = Table(
    "campaign_explanations",
    "one reason for the scores of a campaign's members; value and contribution are means over those with a score",
    (
        Column("campaign_id", STRING, "campaign", True),
        Column("n_members", INT, "members with a score", True),
        *REASON_COLUMNS,
    ),
    ("campaign_id", "rank"),
)

DRIFT = Table(
    "drift",
    "one feature of the classifier: how far the run's scored accounts are from those it learned from",
    (
        Column("feature", STRING, "feature", True),
        Column("n_accounts", INT, "scored accounts of the run", True),
        Column("reference", STRING, "training source that they are nearest to, or all together", True),
        Column("psi", FLOAT, "population stability index; empty without accounts"),
        Column("importance", FLOAT, "share of the model's contributions that is the feature's, 0 to 1", True),
        Column("share_zero", FLOAT, "share of the run's accounts with the value 0; empty without accounts"),
        Column("usual_share_zero", FLOAT, "the same among those learned from", True),
    ),
    ("feature",),
)

ACCOUNTS = Table(
    "accounts",
    "one account of the selection: level, score and what stands behind them",
    (
        Column("account", INT, "account", True),
        Column("platform", STRING, "platform", True),
        Column("account_id", STRING, "the platform's id", True),
        Column("account_name", STRING, "latest handle seen"),
        Column("level", STRING, "flag, triage or none; members of declared teams are none", True),
        Column("flagged_by", STRINGS, "pair_test, model: what raised the flag; empty list if none", True),
        Column("score", FLOAT, "the score as in scores; empty without a model or with too few posts"),
        Column("campaign_id", STRING, "campaign it belongs to"),
        Column("n_partners", INT, "accounts it has an edge with", True),
        Column("n_posts", INT, "posts in the selection", True),
        Column("n_reposts", INT, "reposts among them", True),
        Column("n_replies", INT, "replies among them", True),
        Column("influence", FLOAT, "PageRank", True),
        Column(
            "n_uncompared",
            INT,
            "objects it acted on that were too crowded to be compared: at most so many co-actions more with anyone",
            True,
        ),
        Column("affiliation", STRING, "declared affiliation"),
        Column("affiliation_source", STRING, "role and source that a list gives for it; empty if its posts say so"),
        Column("account_created_at", TIME, "when the account was made"),
        Column("first_at", TIME, "first post", True),
        Column("last_at", TIME, "last post", True),
    ),
    ("account",),
)

TOPIC_POSTS = Table(
    "topic_posts",
    "one post on one topic of the watchlist",
    (
        Column("topic", STRING, "key of the topic, see claqueur/watchlist.py", True),
        Column("account", INT, "account that posted it", True),
        Column("post_id", STRING, "the post", True),
        Column("t", INT, "when, seconds since 1970 UTC", True),
        Column(
            "matched_by", STRINGS, "what of the topic it, or what it reposts, has: name, handle, hashtag, ...", True
        ),
    ),
    ("topic", "account", "post_id"),
)

_TOPIC_COUNTS = (
    Column("n_posts", INT, "posts on the topic", True),
    Column("n_flagged", INT, "of these, posts by accounts of the level flag", True),
    Column("n_declared", INT, "of these, posts by members of declared teams", True),
    Column("n_accounts", INT, "accounts that posted on it", True),
)

TOPICS = Table(
    "topics",
    "one topic of the watchlist",
    (
        Column("place", INT, "its place in the watchlist, from 1", True),
        Column("topic", STRING, "key", True),
        Column("name", STRING, "how it is called", True),
        Column("kind", STRING, "brand, party, candidate or theme", True),
        *_TOPIC_COUNTS,
        Column("n_accounts_flagged", INT, "of these, accounts of the level flag", True),
        Column("n_alone", INT, "posts by accounts of the level flag that are in no campaign", True),
        Column("n_campaigns", INT, "campaigns with a member that posted on it", True),
        Column("first_t", INT, "first post, seconds since 1970; empty without posts"),
        Column("last_t", INT, "last post, seconds since 1970; empty without posts"),
    ),
    ("topic",),
)

TOPIC_DAYS = Table(
    "topic_days",
    "one day of one topic",
    (
        Column("topic", STRING, "key", True),
        Column("day", INT, "start of the day, seconds since 1970 UTC", True),
        *_TOPIC_COUNTS,
    ),
    ("topic", "day"),
)

TOPIC_CAMPAIGNS = Table(
    "topic_campaigns",
    "one campaign on one topic",
    (
        Column("topic", STRING, "key", True),
        Column("campaign_id", STRING, "campaign", True),
        Column("n_posts", INT, "its members' posts on the topic", True),
        Column("n_evidence", INT, "of these, posts that are evidence of the campaign", True),
        Column("n_accounts", INT, "members that posted on the topic", True),
        Column("n_member_posts", INT, "all posts of its members", True),
        Column("first_t", INT, "first of the posts on the topic, seconds since 1970", True),
        Column("last_t", INT, "last of them, seconds since 1970", True),
    ),
    ("topic", "campaign_id"),
)

TOPIC_WORDS = Table(
    "topic_words",
    "one word or hashtag that marks a campaign's posts on a topic",
    (
        Column("topic", STRING, "key", True),
        Column("campaign_id", STRING, "campaign", True),
        Column("kind", STRING, "word or hashtag", True),
        Column("rank", INT, "1 for the strongest mark of its kind", True),
        Column("item", STRING, "the word, or the hashtag without #", True),
        Column("n_posts", INT, "posts of the campaign on the topic that have it", True),
        Column("n_others", INT, "posts of others on the topic that have it", True),
        Column(
            "keyness", FLOAT, "log-likelihood ratio of its use here and there, see jobs/topics/topic_words.py", True
        ),
    ),
    ("topic", "campaign_id", "kind", "rank"),
)

# What is done again on shuffled actions: from objects to campaigns.
SHUFFLED_STAGES = (
    *("objects", "exposures", "candidates", "co_actions", "pairs", "edges", "evidence", "components", "communities"),
    "campaign_members",
)
NULL_RUNS = Table(
    "null_runs",
    "one run on shuffled actions, where nothing should be left to find",
    (
        Column("shuffle", STRING, "times: within account and day; objects: within layer and hour", True),
        Column("number", INT, "first, second, ... shuffle of this kind", True),
        Column("n_actions", INT, "acts of accounts that could have an edge (two objects in a layer)", True),
        Column(
            "moved_pct",
            FLOAT,
            "of these, acts with another object or a time beyond the window, percent; only they are kept",
        ),
        Column("edges", INT, "edges found on the shuffled actions", True),
        Column("new_edges", INT, "of these, pairs that have no edge in the run itself", True),
        Column("campaigns", INT, "campaigns found on the shuffled actions", True),
    ),
    ("shuffle", "number"),
)

STAGE_TABLES = (
    ACTIVITY,
    COVERAGE,
    NEAR_BANDS,
    NEAR_PAIRS,
    NEAR_TEXTS,
    ACTIONS,
    PARTICIPATION,
    RHYTHM,
    OBJECTS,
    EXPOSURES,
    CANDIDATES,
    CO_ACTIONS,
    PAIRS,
    EDGES,
    EVIDENCE,
    COMPONENTS,
    COMMUNITIES,
    CAMPAIGN_MEMBERS,
    CAMPAIGN_OBJECTS,
    INTERACTIONS,
    INFLUENCE,
    CAMPAIGNS,
    TIMELINE,
    PRECEDENCE,
    CONDUCT,
    CAMPAIGN_WINDOWS,
    CAMPAIGN_TERMS,
    WITHOUT,
    LINKS,
    LINK_COMPONENTS,
    CLOSEST,
    COMPANIES,
    SCORES,
    ACCOUNTS,
    EXPLANATIONS,
    CAMPAIGN_EXPLANATIONS,
    DRIFT,
    TOPIC_POSTS,
    TOPICS,
    TOPIC_DAYS,
    TOPIC_CAMPAIGNS,
    TOPIC_WORDS,
    NULL_RUNS,
)

# ---------------------------------------------------------------- presets: other tools' tables, columns named as there

SHARES = Table(
    "shares",
    "one share of an object by an account, as CooRTweet takes it; nothing makes a row unique",
    (
        Column("object_id", STRING, "what was shared: reposted post, URL, hashtag, image", True),
        Column("account_id", STRING, "who shared it", True),
        Column("content_id", STRING, "post in which it was shared", True),
        Column("timestamp_share", FLOAT, "when, seconds since any moment that all rows have in common", True),
    ),
    (),
)

MESSAGES = Table(
    "messages",
    "one message, as the Coordination Network Toolkit takes it",
    (
        Column("message_id", STRING, "the message; where an id comes twice, its first row counts", True),
        Column("user_id", STRING, "who posted it", True),
        Column("repost_id", STRING, "message that it reposts; empty: it is no repost"),
        Column("reply_id", STRING, "message that it replies to"),
        Column("message", STRING, "its text"),
        Column("timestamp", FLOAT, "when, seconds since any moment that all rows have in common", True),
        Column("urls", STRING, "its URLs, separated by single spaces"),
        Column("row", INT, "place in the source", True),
    ),
    ("row",),
)

COORTWEET_PAIRS = Table(
    "coortweet_pairs",
    "two shares of one object within the window (the result of CooRTweet's detect_groups)",
    (
        Column("object_id", STRING, "shared object", True),
        Column("account_id", STRING, "account of the older share", True),
        Column("account_id_y", STRING, "account of the newer share", True),
        Column("content_id", STRING, "older share's post", True),
        Column("content_id_y", STRING, "newer share's post", True),
        Column("time_delta", FLOAT, "time between them, seconds", True),
    ),
    (),
)

COORTWEET_EDGES = Table(
    "coortweet_edges",
    "two accounts of CooRTweet's network, which is undirected: from is the smaller id",
    (
        Column("from", STRING, "account", True),
        Column("to", STRING, "account", True),
        Column("weight", INT, "pairs of shares within the window", True),
        Column("avg_time_delta", FLOAT, "mean time between the shares of a pair, seconds", True),
        Column("weight_threshold", INT, "1 if the weight exceeds the quantile of all weights, else 0", True),
    ),
    ("from", "to"),
)

CNT_EDGES = Table(
    "cnt_edges",
    "one direction between two accounts of a Coordination Network Toolkit network",
    (
        Column("user_1", STRING, "account whose messages are counted", True),
        Column("user_2", STRING, "account that matched them", True),
        Column("weight", INT, "messages of user_1 that user_2 matched within the window at least once", True),
    ),
    ("user_1", "user_2"),
)

_SIMILAR = (
    Column("account_a", STRING, "account with the smaller id", True),
    Column("account_b", STRING, "account with the larger id", True),
    Column("weight", FLOAT, "how alike they are: cosine or Jaccard index, 0 to 1; hashtag sequences: days", True),
)

SIMILARITY_EDGES = Table(
    "similarity_edges",
    "two accounts that are alike in what they share (preset pacheco)",
    _SIMILAR,
    ("account_a", "account_b"),
)

BACKBONE_EDGES = Table(
    "backbone_edges",
    "two accounts whose likeness stands out among their others (preset nizzoli)",
    (
        *_SIMILAR,
        Column("alpha", FLOAT, "probability of such a share of an account's strength by chance, smaller end", True),
    ),
    ("account_a", "account_b"),
)

FUSED_EDGES = Table(
    "fused_edges",
    "two central accounts that are alike in at least one trace (preset luceri)",
    (
        *_SIMILAR,
        Column("traces", STRING, "traces in which they are alike, sorted and separated by |", True),
        Column("centrality_a", FLOAT, "eigenvector centrality of account_a, the largest is 1", True),
        Column("centrality_b", FLOAT, "eigenvector centrality of account_b", True),
    ),
    ("account_a", "account_b"),
)
