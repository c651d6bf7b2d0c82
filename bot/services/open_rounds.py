"""The rounds that still concern Discord's events, in memory, so that foreign events cost nothing.

The database decides; this only finds the round that an event is about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.round import RoundState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.round import Round


class OpenRounds:
    """Rounds that are open, or closed and not yet graded, by id, card and thread."""

    def __init__(self) -> None:
        self._by_id: dict[int, Round] = {}
        self._by_message: dict[int, int] = {}
        self._by_thread: dict[int, int] = {}
        self._late: dict[int, dict[tuple[int, int], bool]] = {}

    def __iter__(self) -> Iterator[Round]:
        return iter(tuple(self._by_id.values()))

    def put(self, round_: Round) -> None:
        """Add a round or replace what is known of it; one that is over is forgotten."""
        late = self._late.get(round_.id)
        self.forget(round_.id)
        if round_.message_id is None or round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
            return
        self._by_id[round_.id] = round_
        self._by_message[round_.message_id] = round_.id
        if round_.thread_id is not None:
            self._by_thread[round_.thread_id] = round_.id
        if late is not None:
            self._late[round_.id] = late

    def close(self, round_id: int) -> None:
        """Note that a round takes no answers any more."""
        round_ = self._by_id.get(round_id)
        if round_ is not None:
            self._by_id[round_id] = replace(round_, state=RoundState.CLOSED)

    def forget(self, round_id: int) -> None:
        """Remove a round; unknown ones are ignored."""
        round_ = self._by_id.pop(round_id, None)
        if round_ is not None:
            self._by_message.pop(round_.message_id or 0, None)
            self._by_thread.pop(round_.thread_id or 0, None)
        self._late.pop(round_id, None)

    def by_id(self, round_id: int) -> Round | None:
        """Return the round of that id."""
        return self._by_id.get(round_id)

    def by_message(self, message_id: int) -> Round | None:
        """Return the round whose card the message is."""
        return self._by_id.get(self._by_message.get(message_id, 0))

    def by_thread(self, thread_id: int) -> Round | None:
        """Return the round whose thread it is."""
        return self._by_id.get(self._by_thread.get(thread_id, 0))

    # Reactions carry no time. What was seen to change after the close is kept until the grading,
    # so that reading the card back does not take a late reaction for an answer.

    def note_late(self, round_id: int, member_id: int, position: int, *, added: bool) -> None:
        """Note a reaction that came or went after the close; the first change counts."""
        if round_id in self._by_id:
            self._late.setdefault(round_id, {}).setdefault((member_id, position), added)

    def late(self, round_id: int) -> dict[tuple[int, int], bool]:
        """Return (member, position) -> whether it was added (else taken away) after the close."""
        return self._late.get(round_id, {})
