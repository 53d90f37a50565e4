"""One campaign's evidence pack: a zip that is the same, byte for byte, for the same run, case file and choices."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from claqueur import __version__
from claqueur.app.data.verdicts import Verdict, agreed, state
from claqueur.app.display.pseudonyms import log_export
from claqueur.app.evidence_pack.contents import Contents, read_contents
from claqueur.app.evidence_pack.report import report
from claqueur.app.evidence_pack.secrecy import Secrecy
from claqueur.app.evidence_pack.tables import csv_files
from claqueur.app.texts import LANGUAGES, Words
from claqueur.app.views.names import Names
from claqueur.errors import UserError
from claqueur.results import Run
from claqueur.workspace import Workspace
from claqueur.workspace_key import workspace_key

FORMAT_VERSION = 1
REPORT, MANIFEST, SUMS = "report.html", "manifest.json", "SHA256SUMS"
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
READABLE_BY_ALL = 0o644 << 16
TOLD = ("claqueur_version", "engine", "parameters", "input", "model", "losses", "null_check", "windows_s", "drift")


@dataclass(frozen=True)
class Pack:
    """A pack as it is written: file name, bytes, SHA-256 of them."""

    name: str
    content: bytes
    sha256: str


def evidence_pack(
    run: Run, campaign_id: str, *, lang: str = "en", reveal: bool = False, with_text: bool = True
) -> Pack:
    """The pack of one campaign: report.html, tables as CSV, manifest.json, SHA256SUMS (for `sha256sum -c`).

    reveal: ids and handles instead of pseudonyms; two reviewers must agree on the campaign, and it is logged.
    with_text: whether the words of posts go in. Raises UserError.
    """
    if lang not in LANGUAGES:
        raise UserError(f'There is no language "{lang}": give {" or ".join(LANGUAGES)}.')
    verdicts = _verdicts(run.workspace, campaign_id)
    if reveal and not agreed(verdicts):
        raise UserError(
            "Accounts are named only after two reviewers agree on the campaign: review it in the app, or make the "
            "pack with pseudonyms."
        )
    names = Names(workspace_key(run.workspace), Words(lang)("words.account"), reveal)
    contents = read_contents(run, campaign_id, names)
    secrecy = Secrecy(names, with_text)
    tables = csv_files(contents, secrecy)
    files = {REPORT: report(contents, verdicts, secrecy, [*tables, MANIFEST, SUMS], lang), **tables}
    files[MANIFEST] = _json(manifest(contents, secrecy, verdicts, files, lang, run.workspace))
    files[SUMS] = "".join(f"{_sha256(content)}  {name}\n" for name, content in files.items()).encode()
    zipped = _zipped(files)
    pack = Pack(f"claqueur-{campaign_id[:8]}-{lang}.zip", zipped, _sha256(zipped))
    if reveal:
        log_export(run.workspace, run.run_id, campaign_id, pack.sha256)
    return pack


def manifest(
    contents: Contents,
    secrecy: Secrecy,
    verdicts: list[Verdict],
    files: dict[str, bytes],
    lang: str,
    workspace: Workspace,
) -> dict[str, Any]:
    """What the pack holds, how its run was made, and the hash of each file."""
    made = contents.manifest
    return {
        "format": FORMAT_VERSION,
        "campaign_id": contents.campaign["campaign_id"],
        "class": contents.campaign["class"],
        "review": state(verdicts),
        "language": lang,
        "pseudonyms": not secrecy.reveal,
        "texts": secrecy.with_text,
        "made_with": {"claqueur": __version__},
        "run": {
            "run_id": contents.run_id,
            "created_at": made.get("created_at"),
            "finished_at": made.get("finished_at"),
            "fingerprint": made.get("fingerprint"),
            **{name: made[name] for name in TOLD if name in made},
            "tables": {
                name: {key: stage[key] for key in ("rows", "content_hash") if key in stage}
                for name, stage in made["stages"].items()
            },
        },
        "source_files": [_source(name, workspace) for name in contents.source_files],
        "rows": {
            "members": contents.members.height,
            "pairs": contents.edges.height,
            "objects": contents.objects.height,
            "posts": contents.acts.height,
            "co_actions": contents.co_actions.height,
            "co_actions_left_out": contents.n_co_actions - contents.co_actions.height,
        },
        "files": {name: {"bytes": len(content), "sha256": _sha256(content)} for name, content in files.items()},
    }


def _source(name: str, workspace: Workspace) -> dict[str, str | None]:
    """An input file of the posts behind the evidence; its hash is known where the file came through the browser."""
    kept = workspace.uploads / name
    inside = kept.resolve().parent == workspace.uploads.resolve()
    if not inside or not kept.is_file():
        return {"name": name, "sha256": None}
    with kept.open("rb") as file:
        return {"name": name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _verdicts(workspace: Workspace, campaign_id: str) -> list[Verdict]:
    if not workspace.has_cases():
        return []  # and no database library to load for it
    from claqueur.app.data.cases import verdicts

    return verdicts(workspace, campaign_id)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _zipped(files: dict[str, bytes]) -> bytes:
    """The files as a zip without times, owners or anything else of this machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=NO_TIME)
            entry.external_attr = READABLE_BY_ALL
            entry.create_system = 3  # as on Linux, also where it is made on Windows
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return target.getvalue()
