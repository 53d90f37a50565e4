"""What an account is called on screen: a pseudonym, and its handle only if the reader asked for it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from claqueur.app.display.pseudonyms import pseudonym
from claqueur.app.display.safe_text import safe_line
from claqueur.app.texts import Words
from claqueur.schema import AUTOMATED, GOVERNMENT

MAX_HANDLE = 60


@dataclass(frozen=True)
class Names:
    """Names under one key; `word` is "Account" in the reader's language."""

    key: bytes
    word: str
    reveal: bool = False

    def short(self, platform: str, account_id: str) -> str:
        """The pseudonym alone, such as 3F2A7K. Safe in Markdown and HTML."""
        return pseudonym(self.key, platform, account_id)

    def plain(self, platform: str, account_id: str) -> str:
        """Pseudonym with the word before it, such as "Account 3F2A7K". Safe in Markdown and HTML."""
        return f"{self.word} {self.short(platform, account_id)}"

    def full(self, platform: str, account_id: str, account_name: str | None) -> str:
        """Pseudonym, with the handle after it if handles are shown. NOT safe in Markdown or HTML."""
        short = self.short(platform, account_id)
        if not self.reveal:
            return short
        return f"{short} · {safe_line(account_name or account_id, MAX_HANDLE, hide_handles=False)}"

    def added(self, accounts: pl.DataFrame) -> pl.DataFrame:
        """`accounts` (platform, account_id, account_name) with columns short and name."""
        rows = list(accounts.select("platform", "account_id", "account_name").iter_rows())
        short = pl.Series("short", [self.short(platform, account_id) for platform, account_id, _ in rows], pl.String)
        name = pl.Series([self.full(*row) for row in rows], dtype=pl.String) if self.reveal else short
        return accounts.with_columns(short, name=name)


def by_account(named: pl.DataFrame, column: str = "name") -> dict[int, str]:
    """account -> `column` of accounts that went through `Names.added`."""
    return dict(named.select("account", column).iter_rows())


def affiliation_name(declared: str | None, words: Words) -> str:
    """What an account belongs to openly; what platforms' labels say in the reader's language. Empty if nothing."""
    return words(f"account.label.{declared}") if declared in (GOVERNMENT, AUTOMATED) else safe_line(declared, 80)
