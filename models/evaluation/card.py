"""The model card: what a model is for, what it learned from, how well it does and where it fails, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claqueur.models.evaluation.figures import MEMBER_MIN_POSTS
from claqueur.models.score import MIN_POSTS

if TYPE_CHECKING:
    from claqueur.models.training import TrainedModel

NUMBERS = {
    "recall_at_flag": "Members of held-out campaigns flagged",
    "recall_at_flag_low": "the same, lower end of the 95% interval (bootstrap by account, threshold chosen anew)",
    "recall_at_flag_high": "the same, upper end",
    "recall_at_flag_or_pair_test": "Members flagged by the model or, as in a run, by the pair test",
    "recall_at_triage": "Members of held-out campaigns flagged or shown for triage",
    "recall_at_J": "Members found at limits J (as the flag, permuted accounts not spared)",
    "recall_at_J_and_20pct_contact": "the same with 1% of grafts at 20% contact spared too",
    "recall_at_0.1pct_audited": "Members found where 0.1% of audited controls are flagged",
    "recall_at_0.1pct_raw": "Members found where 0.1% of all controls are flagged",
    "recall_at_1pct_audited": "Members found where 1% of audited controls are flagged",
    "recall_at_J_controls_dealt": "Members found at J where control accounts, not whole sets, are held out",
    "recall_at_0.1pct_audited_controls_dealt": "the same where 0.1% of audited controls are flagged",
    "audited_controls_flagged": "Audited controls flagged",
    "controls_flagged": "All controls flagged",
    "posts_only_recall_at_0.1pct_audited": "Floor: found by the number of posts alone, at 0.1% of audited controls",
}
QUALITY = {
    "pr_auc_1_to_10": "Area under precision and recall, one member to ten controls",
    "calibration_error": "Calibration error, both classes weighed the same",
    "precision_at_20": "Members among the 20 highest scores",
}


def model_card(trained: TrainedModel, reason: str) -> str:
    """The card in Markdown. reason: why the model was or was not made champion."""
    sections = (_purpose(trained), _data(trained), _figures(trained), _stress(trained), FAILURES, _use(trained, reason))
    return "# Model card: account coordination\n\n" + "\n\n".join(sections) + "\n"


def _purpose(trained: TrainedModel) -> str:
    return f"""## Purpose
Scores an account by the evidence that it acts together with others beyond chance. A score is coordination evidence for
a person to examine; it says nothing about who the account is, what it wants, or who is behind it, and it is not made
for deciding about anybody automatically.

Gradient boosting of small trees (scikit-learn HistGradientBoosting), one booster against each alternative (a stranger,
an ordinary account in contact with a campaign, an account that shares its posts by chance), joined such that evidence
against one does not make up for another. {len(trained.feature_names)} features of an account are used: how strong its
pairs are, how densely its partners are tied, which part of its posts meets others, who comes first, and, once all are
scored, how far its closest partners stand out themselves; no text,
language, handle, date, client or number of posts.

- Layers: {", ".join(trained.parameters.corpus.layers)}.
- Flagged from a score of {trained.thresholds.flag:.4f}, shown for triage from {trained.thresholds.triage:.4f}.
- No score with fewer than {MIN_POSTS} posts or without pairs."""


def _data(trained: TrainedModel) -> str:
    lines = [
        "## Data",
        "| source | posts | members | controls | posts version | content | labels |",
        "|---|---|---|---|---|---|---|",
    ]
    for source in trained.data:
        lines.append(
            f"| {source['workspace']} | {source['n_posts']:,} | {source['n_members']:,} | {source['n_controls']:,} "
            f"| {source['posts_version']} | {source['posts_sha256'][:12]} | {source['labels_sha256'][:12]} |"
        )
    corpus = trained.parameters.corpus
    cap = f"at most {corpus.max_posts} posts of an account, drawn by lot" if corpus.max_posts else "all posts"
    lines.append(
        f"\nTimes are floored to {corpus.precision_s} s; {cap}; seed {trained.parameters.seed}. Controls that the pair "
        "test proves to be rings are left out of the learning, and of nothing else. Simulated or made of these posts, "
        "and learned from too: ordinary accounts that repeat a campaign, posts dealt anew, fans of the same sources. "
        "Audited controls neither post by automation, nor declare their team, nor are in a ring: that a run flags "
        "by the pair test anyway."
    )
    return "\n".join(lines)


def _figures(trained: TrainedModel) -> str:
    numbers = trained.figures.numbers
    lines = [
        "## Figures",
        "Each campaign was scored by a model that had not seen it: "
        f"{numbers['n_members']:,.0f} members with at least {MEMBER_MIN_POSTS} posts, {numbers['n_controls']:,.0f} "
        f"controls with at least {MIN_POSTS} ({numbers['n_audited_controls']:,.0f} audited; "
        f"{numbers['n_controls_in_rings']:,.0f} in rings). "
        "Accounts without pairs count as not flagged. Thresholds were chosen on the same controls.",
        "",
        "| figure | value |",
        "|---|---|",
    ]
    lines += [f"| {meaning} | {numbers[name]:.1%} |" for name, meaning in NUMBERS.items()]
    lines += [f"| {meaning} | {numbers[name]:.3f} |" for name, meaning in QUALITY.items()]
    of_campaign = "recall_at_flag of "
    for name, value in numbers.items():
        if name.startswith(of_campaign):
            lines.append(f"| Members of {name.removeprefix(of_campaign)} flagged | {value:.1%} |")
    return "\n".join(lines)


def _stress(trained: TrainedModel) -> str:
    lines = ["## Stress tests", "| accounts that must not be flagged | flagged | of | passed |", "|---|---|---|---|"]
    for test in trained.figures.stress:
        lines.append(f"| {test.name} | {test.flagged} | {test.of} | {'yes' if test.passed else 'no'} |")
    lines += [
        "",
        "Ordinary accounts (simulated) that repeat posts of one campaign:",
        "",
        "| kind | share of posts | flagged | of |",
        "|---|---|---|---|",
    ]
    for (kind, share_pct), (flagged, of) in trained.figures.grafts.items():
        lines.append(f"| {kind} | {share_pct}% | {flagged} | {of} |")
    return "\n".join(lines)


FAILURES = """## Where it fails
- Campaigns that never repeat anything: different texts, no reposts of the same posts. The model sees only repetition.
- Automation rings and open teams act together too and score high: whether that is innocent is for the hypotheses on the
  campaign page, not for the score.
- Ordinary accounts that repeat a campaign in half of their posts are partly flagged (table above).
- Accounts far more active than those learned from, other platforms, and samples collected by keyword: not measured.
- Only as many controls as stated stand behind a false alarm rate of 0.1%."""


def _use(trained: TrainedModel, reason: str) -> str:
    return f"""## Champion
{reason}

## Licence and citation
The model may be used under the licence of claqueur (GPL-3.0-or-later); the posts it learned from are not part of it and
keep their own terms. Cite as: claqueur, account coordination model, trained with seed {trained.parameters.seed} on
{", ".join(source["workspace"] for source in trained.data)}."""
