"""What Discord's gateway sends, as far as Viva looks at it."""

from __future__ import annotations


def server(guild_id: int, channels: dict[int, str], *, me: int = 9, permissions: int = 0) -> dict:
    """A server with text channels, in which everyone, the bot included, has the permissions."""
    return {
        "id": str(guild_id),
        "name": "Bench",
        "channels": [
            {"id": str(id_), "type": 0, "name": name, "position": 0}
            for id_, name in channels.items()
        ],
        "roles": [
            {"id": str(guild_id), "name": "@everyone", "permissions": str(permissions)}
            | {"position": 0}
        ],
        "members": [member(me)],
        "member_count": 300,
    }


def member(member_id: int) -> dict:
    user = {
        "id": str(member_id),
        "username": f"member{member_id}",
        "discriminator": "0",
        "avatar": None,
        "global_name": None,
    }
    return {
        "user": user,
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": "0",
    }


def reaction(guild_id: int, channel_id: int, message_id: int, member_id: int, emoji: str) -> dict:
    """A member added a reaction."""
    return {
        "user_id": str(member_id),
        "channel_id": str(channel_id),
        "message_id": str(message_id),
        "guild_id": str(guild_id),
        "member": member(member_id),
        "emoji": {"id": None, "name": emoji},
        "type": 0,
    }


def press(
    guild_id: int,
    channel_id: int,
    message_id: int,
    member_id: int,
    custom_id: str,
    *,
    interaction_id: int,
) -> dict:
    """A member pressed a button of one of the bot's messages; the id says when."""
    button = {"type": 2, "style": 2, "label": "A", "custom_id": custom_id, "id": 3}
    return {
        "id": str(interaction_id),
        "application_id": "9",
        "type": 3,
        "token": f"token-{interaction_id}",
        "version": 1,
        "guild_id": str(guild_id),
        "channel_id": str(channel_id),
        "channel": {"id": str(channel_id), "type": 0, "name": "daily", "permissions": "0"},
        "member": member(member_id),
        "locale": "en-GB",
        "guild_locale": "en-GB",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "app_permissions": "0",
        "attachment_size_limit": 10485760,
        "data": {"custom_id": custom_id, "component_type": 2, "id": 3},
        "message": {
            "id": str(message_id),
            "channel_id": str(channel_id),
            "author": {"id": "9", "username": "viva", "discriminator": "0", "avatar": None},
            "content": "",
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": 1 << 15,
            "components": [{"type": 1, "id": 1, "components": [button]}],
        },
    }
