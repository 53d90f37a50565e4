"""How each number on screen is computed: its formula, and the file and function of the code that does it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number on screen. name: of its texts under number.<name>; code: file and function."""

    name: str
    formula: str
    file: str
    function: str


NUMBERS = (
    Number("seen", r"k_{uv} = \#\{\,o : |t_u(o) - t_v(o)| \le w\,\}", "jobs/coordination/co_actions.py", "co_actions"),
    Number("expected", r"\lambda_{uv} = \frac{d_v\,E_u + d_u\,E_v}{2M}", "jobs/coordination/null_model.py", "expected"),
    Number("ratio", r"\frac{\sum k_{uv}}{\sum \lambda_{uv}}", "app/views/campaign.py", "ratio"),
    Number("counts", r"\#\{u\},\quad \#\{o\},\quad \#\{m\}", "jobs/campaigns/profile.py", "campaigns"),
    Number(
        "strength",
        r"s = -\log_{10} P\left[\mathrm{Poisson}(\lambda_{uv}) \ge k_{uv}\right]",
        "jobs/coordination/null_model.py",
        "minus_log10_p",
    ),
    Number(
        "q", r"q_{(i)} = \min_{j \ge i} \frac{m\,p_{(j)}}{j}", "jobs/coordination/false_discovery.py", "with_q_values"
    ),
    Number(
        "gap",
        r"\operatorname{median}\,|t_u(o) - t_v(o)|",
        "jobs/coordination/pairs.py",
        "median_of_sorted",
    ),
    Number(
        "coordination",
        r"\operatorname{median}_{u}\ \max_{v}\ \frac{k_{uv}}{n^{\mathrm{shared}}_{uv}}",
        "jobs/campaigns/profile.py",
        "_coordination",
    ),
    Number(
        "inauthenticity",
        r"\tfrac{1}{2}\left(\mathrm{share}_{<\,90\ \mathrm{d}} + \mathrm{share}_{\mathrm{day}}\right)",
        "jobs/campaigns/profile.py",
        "_inauthenticity",
    ),
    Number(
        "reach",
        r"\frac{n_{\mathrm{own}} + n_{\mathrm{reposts}}}{n_{\mathrm{all}}}",
        "jobs/campaigns/profile.py",
        "_reach",
    ),
    Number(
        "stability",
        r"\frac{1}{20}\sum_{r=1}^{20} [\,u, v \in \mathrm{group}_r\,]",
        "jobs/campaigns/communities.py",
        "communities",
    ),
    Number(
        "windows",
        r"-\log_{10} P\left[\mathrm{Poisson}(\lambda_{uv}(w')) \ge k_{uv}(w')\right] \ge \min s",
        "jobs/campaigns/windows.py",
        "campaign_windows",
    ),
    Number("first", r"\frac{\#\{\,o, v : t_u(o) < t_v(o)\,\}}{\sum_v k_{uv}}", "jobs/campaigns/members.py", "_shares"),
    Number(
        "verdict",
        r"x_i \ge a_i \quad\text{/}\quad x_i \le a_i",
        "jobs/campaigns/hypotheses/verdicts.py",
        "verdicts",
    ),
    Number("without", r"n_i - n_{i,\mathrm{own}}", "jobs/campaigns/without.py", "without"),
    Number(
        "influence",
        r"x_v = \frac{1-\delta}{n} + \delta \sum_{u \to v} \frac{x_u}{n_u^{\mathrm{out}}}",
        "jobs/campaigns/influence.py",
        "influence",
    ),
    Number("entropy", r"H = -\frac{1}{\log n}\sum_i p_i \log p_i", "jobs/campaigns/conduct.py", "_entropy"),
    Number("replies", r"\frac{n_{\mathrm{replies}}}{n_{\mathrm{own}}}", "jobs/campaigns/conduct.py", "_replies"),
    Number(
        "score",
        r"\mathrm{score} = \frac{1}{1 + e^{-(a\,m + b\,\max(m, 0) + c)}}",
        "models/estimator.py",
        "calibrated",
    ),
    Number(
        "reasons",
        r"m = m_0 + \sum_f \varphi_f",
        "models/reasons/tree_shap.py",
        "contributions",
    ),
    Number("psi", r"\mathrm{PSI} = \sum_i (q_i - p_i)\,\ln\frac{q_i}{p_i}", "models/drift/bins.py", "psi"),
    Number("curve", r"\frac{\#\{\,u : \mathrm{score}_u \ge \theta\,\}}{n}", "models/evaluation/curve.py", "curve"),
)

BY_NAME = {number.name: number for number in NUMBERS}
