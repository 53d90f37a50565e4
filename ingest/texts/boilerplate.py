"""Texts that an application writes for its users: their sameness is the button's, not the accounts'.

Told by how the normalised text begins (links and handles are gone by then). Only what nobody types is listed: "I voted
for ..." or "I signed the petition ..." may be a button's and may be a campaign's, and stays an object. What many
unrelated accounts post for other reasons is told by its numbers: jobs/campaigns/hypotheses/share_button.py.
"""

from __future__ import annotations

# As the applications write them, in the form that normalise.letters_of() gives.
BEGINNINGS = tuple(
    f"{words} "
    for words in (
        # video sites
        "i liked a video",
        "i added a video to a playlist",
        "i favorited a video",
        "i uploaded a video",
        "j aime une vidéo",
        "j ai aimé une vidéo",
        "j ai ajouté une vidéo à une playlist",
        "j ai mis en ligne une vidéo",
        "ich mag ein video",
        "ich mag das video",
        "me gustó un video",
        "me ha gustado un vídeo",
        "he añadido un vídeo a una lista",
        "gostei de um vídeo",
        "mi è piaciuto un video",
        "мне понравилось видео",
        "видео добавлено в плейлист",
        "я добавил видео в плейлист",
        "я добавила видео в плейлист",
        "اعجبني فيديو",
        "لقد اعجبني فيديو",
        # photographs, places, sports, games
        "just posted a photo",
        "just posted a video",
        "je viens de publier une photo",
        "je viens de publier une vidéo",
        "acabo de publicar una foto",
        "acabei de publicar uma foto",
        "только что размещена фотография",
        "только что опубликовано фото",
        "i just checked in",
        "i just became the mayor of",
        "i just completed a",
        "just completed a",
        "i just unlocked the",
        "i ve collected",
        "i ve harvested",
        "я собрал золотых монет",
        "я собрала золотых монет",
        # counters of followers
        "today stats",
        "today s stats",
        "my week on twitter",
        "my twitter stats",
        "one person followed me",
        "one person unfollowed me",
        "people followed me and",
    )
)
# Without a space behind the words there is no telling where they end: Chinese and Japanese say it at the start alone.
BEGINNINGS += ("我喜歡一部影片", "我喜欢一个youtube视频", "我在youtube播放列表", "我已將一部影片新增至播放清單")


def is_boilerplate(text: str) -> bool:
    """Whether a normalised text begins as an application's does."""
    return text.startswith(BEGINNINGS)
