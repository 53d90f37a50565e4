"""Messages of Telegram, as its desktop application exports them and as Telethon gives them.

Both name a post chat/number, because a message's number counts within its chat, and an account user1, chat1 or
channel1.
"""
