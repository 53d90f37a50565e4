"""The file uploader's own words in the reader's language: Streamlit 1.67 knows them in English only."""

from __future__ import annotations

import json

from claqueur.app.texts import Words

BUTTON = '[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"]'


def uploader_style(words: Words) -> str:
    """A style that hides the English words of the uploader and writes those of the language."""
    said = json.dumps(words("start.choose.browse"), ensure_ascii=False)
    return (
        f"<style>{BUTTON} p {{ font-size: 0; }} {BUTTON} p::after {{ content: {said}; font-size: 1rem; }} "
        '[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }</style>'
    )
