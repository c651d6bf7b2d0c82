"""Whether Viva is in a server, and who else is: what is not known is not guessed."""

from __future__ import annotations

from types import SimpleNamespace

import discord
import pytest

from bot.adapters.discord.calls import Calls, Unpaced
from bot.adapters.discord.servers import Servers
from bot.errors import Gone, Unreachable

HERE, OUT, GONE, ELSEWHERE = 1, 2, 3, 4
ANN, BOB = 101, 102


class Guild:
    """A server in the cache; a query for members may fail."""

    def __init__(self, *present: int, unavailable: bool = False) -> None:
        self.present, self.unavailable, self.asked = present, unavailable, []

    def get_member(self, _member_id: int) -> None:
        return None

    async def query_members(self, *, user_ids, limit, cache):
        self.asked.append(user_ids)
        if self.unavailable:
            raise discord.ClientException("not connected")
        there = [i for i in user_ids if i in self.present]
        return [SimpleNamespace(id=i, display_name=f"member {i}") for i in there]


class Client:
    """Knows a server that is loaded, and one in an outage; a third is another process's."""

    def __init__(self) -> None:
        self.guilds = {HERE: Guild(ANN), OUT: Guild(unavailable=True)}
        self.requests = 0

    def get_guild(self, guild_id: int) -> Guild | None:
        return self.guilds.get(guild_id)

    async def fetch_guild(self, guild_id: int, *, with_counts: bool) -> Guild:
        self.requests += 1
        assert not with_counts
        if guild_id == ELSEWHERE:
            return Guild()
        answer = SimpleNamespace(status=404, reason="Not Found")
        raise discord.NotFound(answer, {"code": 10004, "message": "Unknown Guild"})


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def servers(client):
    return Servers(client, Calls(Unpaced()))


async def test_a_server_that_discord_named_is_vivas_also_in_an_outage(servers, client):
    await servers.belongs(HERE)
    await servers.belongs(OUT)

    assert client.requests == 0


async def test_only_discord_itself_can_say_that_viva_was_removed(servers):
    with pytest.raises(Gone):
        await servers.belongs(GONE)
    with pytest.raises(Unreachable):
        await servers.belongs(ELSEWHERE)


async def test_who_is_there_is_found_and_who_erased_their_data_is_not_asked_about(servers, client):
    assert await servers.found(HERE, [ANN, BOB, -5, 0]) == {ANN}
    assert await servers.names(HERE, [ANN, BOB, -5]) == {ANN: f"member {ANN}"}
    assert client.guilds[HERE].asked == [[ANN, BOB], [ANN, BOB]]
    assert await servers.found(HERE, [-5]) == frozenset()


@pytest.mark.parametrize("guild_id", [OUT, GONE])
async def test_where_discord_cannot_be_asked_nobody_has_left(servers, guild_id):
    assert await servers.found(guild_id, [ANN, BOB]) is None
    assert await servers.present(guild_id, [ANN, BOB]) == {ANN, BOB}


async def test_a_query_that_fails_tells_nothing(servers, client):
    client.guilds[HERE].unavailable = False
    client.guilds[OUT].unavailable = False

    async def fail(**_how):
        raise OSError("no connection")

    client.guilds[OUT].query_members = fail

    assert await servers.found(OUT, [ANN]) is None
