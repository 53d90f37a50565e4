"""docs/formats.md, written from what the readers and the schema declare.

python -m claqueur.ingest.formats_page > docs/formats.md
"""

from __future__ import annotations

import sys

from claqueur.ingest.drafts import FIELDS
from claqueur.ingest.implausible import SENTENCES
from claqueur.ingest.readers import READERS
from claqueur.ingest.readers.samples import fields_of_sample
from claqueur.ingest.records import DETAILS
from claqueur.ingest.tables.column_names import NAMES
from claqueur.ingest.tables.mapping import REQUIRED, SECTIONS
from claqueur.schema import POSTS

HEAD = """# Formats
*This page is generated from the readers' declarations: `python -m claqueur.ingest.formats_page > docs/formats.md`.*

`claqueur ingest PATH... --workspace W` finds the format by looking into the file, whatever its name. A path is a
file, a folder, a pattern such as `"2024-*/*.jsonl"`, or `-` for what a pipe brings. Gzip, zstd and the files of a zip
archive are read as they are; JSON may be one object per line, a list, or objects over several lines; a folder into
which a repository of Bluesky was unpacked is read as one file; text may be UTF-8 or UTF-16, and lines that are neither
are read as Windows-1252 and counted. Every record is kept, a duplicate, or quarantined with its reason; ingesting a
file twice changes nothing; an ingest that fails or is killed keeps nothing.
"""

MAPPING = """
## Mapping columns
`--map field=column` says which column holds a field, `--map field=` that none does. `--profile FILE.toml` holds the
same and more; profiles for public releases are in [profiles/](profiles/). Any entry of a profile can also be given as
`--map section.key=value`, such as `--map time.zone=Europe/Paris`.

```toml
[columns]                # field = column; "" = the source has none
account_id = "author"
post_id = ""
[values.kind]            # what the source writes = what it means
RT = "repost"
[constants]              # the same for all posts
platform = "x"
[time]
zone = "Europe/Paris"    # of times that name none; UTC if not stated
precision = "minute"     # second, minute or day; seen from the times if not stated
order = "day-first"      # or month-first, for 8/7/2015; seen from the dates where one leaves no choice
format = "%d %b %Y"      # only where the usual forms fail
[lists]
separator = "|"          # inside cells that hold several hashtags, links ...
[table]
delimiter = "^"          # only where comma, semicolon, tab and | fail
```
"""


def formats_page() -> str:
    """The page as Markdown."""
    lines = [HEAD, "| `--format` | what it is | recognised by | files |", "|---|---|---|---|"]
    for reader in READERS:
        files = ", ".join(reader.containers)
        lines.append(
            f"| `{reader.name}` | **{reader.title}.** {reader.description} | {reader.recognised_by} | {files} |"
        )
    lines += ["", *_samples()]
    lines += [MAPPING, f"Sections: {', '.join(f'`[{name}]`' for name in SECTIONS)}.", "", *_fields(), "", *_reasons()]
    lines += ["", *_implausible()]
    return "\n".join(lines) + "\n"


def _samples() -> list[str]:
    lines = [
        "## What each format gives",
        "The fields that are filled, as seen by reading a made-up sample; `claqueur formats NAME` prints the sample.",
        "",
        "| `--format` | fields |",
        "|---|---|",
    ]
    return lines + [f"| `{reader.name}` | {', '.join(fields_of_sample(reader))} |" for reader in READERS]


def _fields() -> list[str]:
    lines = [
        "## Fields",
        f"Needed: {' and '.join(f'`{name}`' for name in REQUIRED)}. Columns with one of the usual names (compared "
        "without case and punctuation) need no mapping.",
        "",
        "| field | meaning | usual names |",
        "|---|---|---|",
    ]
    columns = {column.name: column for column in POSTS.columns}
    return lines + [
        f"| `{name}` | {columns[name].meaning} | {NAMES.get(name, '').replace(' ', ', ')} |" for name in FIELDS
    ]


def _reasons() -> list[str]:
    lines = ["## Reasons for quarantine", "| reason | what it means |", "|---|---|"]
    lines += [f"| `{reason}` | {detail.format(field='FIELD')} |" for reason, detail in DETAILS.items()]
    return lines


def _implausible() -> list[str]:
    lines = ["## Kept, but hardly as written", "Such posts are counted and told after reading.", ""]
    lines += ["| code | what is told |", "|---|---|"]
    told = {code: sentence.replace(": {count:,}", "") for code, sentence in SENTENCES.items()}
    return lines + [f"| `{code}` | {sentence} |" for code, sentence in told.items()]


if __name__ == "__main__":
    sys.stdout.write(formats_page())
