"""One account: why it is shown, with whom it acted, and its ordinary posts too."""

import streamlit as st

from claqueur.app.context import current, link, linked
from claqueur.app.data import loading
from claqueur.app.sections.account import draw_sections, draw_standing
from claqueur.app.views.account import account_key

ACCOUNTS_OFFERED = 2_000

context = current()
words = context.words
offered = context.names.added(loading.notable_accounts(context.source, ACCOUNTS_OFFERED))
wanted = account_key(linked("account"))
known = context.names.added(loading.accounts(context.source, () if wanted is None else (wanted,)))

st.title(words("account.title"))
if linked("account") is not None and known.is_empty():
    st.warning(words("account.unknown"))
if known.is_empty() and offered.is_empty():
    st.info(words("account.empty"), icon=":material/search_off:")
    st.stop()
if known.is_empty():
    known = context.names.added(loading.accounts(context.source, (offered["account"][0],)))

account = known.row(0, named=True)
link("account", str(account["account"]))
names = dict(offered.select("account", "name").iter_rows()) | {account["account"]: account["name"]}
keys = list(names)
key = context.key("account.choice", account["account"])
st.selectbox(
    words("account.choose"),
    keys,
    index=keys.index(account["account"]),
    format_func=names.__getitem__,
    key=key,
    on_change=lambda: link("account", str(st.session_state[key])),
)

draw_standing(context, account)
draw_sections(context, account)
