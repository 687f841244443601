"""Asking what a row says to ask, as everybody, everywhere, and listing each answer that is not as the table says."""

import asyncio
import gc
import json
import warnings
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from graphql import get_named_type, get_nullable_type, is_input_object_type, is_list_type

from app.domain import history, news
from app.domain.history import EventKind
from app.domain.paging import encode_cursor
from app.graphql.limits import MAXIMUM_ALIASES
from app.schema.nodes import parse_id
from tests.access.matrix import FIELDS, ROWS, TEXTS, WITH_IT, HttpRow, Row
from tests.access.rights import ACTORS, Right
from tests.access.walking import GRAPHQL, PAGE, document, field_by_field, namings, root_field, variations, whole
from tests.access.world import FACTORY_FIELD, World, everything_kept, nothing_stays
from tests.api.clients import Door

Answer = dict[str, Any]
Leaks = list[str]

NAMED = {
    "templateId": "Template",
    "batchId": "TokenBatch",
    "actorId": "User",
    "staticTokenId": "StaticToken",
    "deviceId": "Device",
    "tokenBatchId": "TokenBatch",
}
"""What the identifiers in filters of lists name."""

FOUND_BY_NODE = ("Organization", "Template", "TokenBatch", "StaticToken", "Device")
"""The types that `node(id)` shows, each with its table in `ROWS`."""


# ---- One argument of a query or mutation. ----


async def leaks_of(row: Row, world: World) -> Leaks:
    """Where a query or mutation answers otherwise than its table says, or a refusal changes something."""
    root, name, _ = parts_of(row.door)
    text = document(root, name)
    before = await everything_kept() if root == "Mutation" else None
    leaks: Leaks = []
    for actor in ACTORS:
        refused = [place for place in row.right.places if row.right.mark(actor, place) != "x"]
        async with nothing_stays():
            unknown_id = world.unknown(row.kind)
            unknown = await world.ask(actor, text, **variables(row, world, actor, unknown_id))
            nothing = _without(unknown, unknown_id)
            leaks += _complaints(row, actor, "unknown", ".", unknown, unknown_id, nothing)
            for place in refused:
                given = world.things[row.kind][place]
                answer = await world.ask(actor, text, **variables(row, world, actor, given))
                leaks += _complaints(row, actor, place, row.right.mark(actor, place), answer, given, nothing)
                leaks += [f"{row}: {actor} × {place} is told {what}" for what in texts_told(world, actor, answer, row)]
            if before is not None:
                after = await everything_kept()
                changed = [table for table in after if after[table] != before.get(table)]
                leaks += [f"{row}: {actor} changed {table} by what was refused" for table in changed]
        for place in row.right.places:
            if place not in refused:
                given = world.things[row.kind][place]
                async with nothing_stays():
                    answer = await world.ask(actor, text, **variables(row, world, actor, given))
                leaks += _complaints(row, actor, place, "x", answer, given, nothing)
    return leaks


def parts_of(door: str) -> tuple[str, str, list[str]]:
    """The root type, the field, and the path of the argument that a door names."""
    field, _, path = door.rstrip(")").partition("(")
    root, _, name = field.partition(".")
    return root, name, path.split(".") if path else []


def variables(row: Row, world: World, actor: str, given: str) -> dict[str, Any]:
    """What is sent: the row's other arguments, and in its own place what is tried."""
    root, name, path = parts_of(row.door)
    first, *rest = path
    wanted = root_field(root, name).args[first].type
    if not rest:
        return {**row.given(world, actor), first: [given] if _takes_list(wanted) else given}
    sent = row.given(world, actor)
    inner: dict[str, Any] = sent
    of: Any = get_named_type(wanted)
    for word in rest[:-1]:
        of = get_named_type(of.fields[word].type)
        if of.extensions["strawberry-definition"].is_one_of:
            inner[word] = {}
        inner = inner.setdefault(word, {})
    last = rest[-1]
    assert is_input_object_type(of)
    if of.extensions["strawberry-definition"].is_one_of:
        inner.clear()
    inner[last] = [given] if _takes_list(of.fields[last].type) else given
    return {first: sent}


def _takes_list(wanted: Any) -> bool:
    return is_list_type(get_nullable_type(wanted))


def is_shown(answer: Answer) -> bool:
    """Whether an answer holds what was asked for: an object, or the success of a mutation."""
    if answer["errors"] or answer["data"] is None:
        return False
    (value,) = answer["data"].values()
    if value is None:
        return False
    if "results" in value:
        value = value["results"][0]
    return "UserError" not in _interfaces(value["__typename"])


def _interfaces(type_name: str) -> set[str]:
    return {each.name for each in getattr(GRAPHQL.type_map[type_name], "interfaces", ())}


def _without(answer: Answer, given: str) -> str:
    """The answer's text, blind for the identifier that was asked for."""
    return json.dumps(answer, sort_keys=True).replace(given, "…")


def _complaints(row: Row, actor: str, place: str, mark: str, answer: Answer, given: str, nothing: str) -> Leaks:
    shown, same = is_shown(answer), _without(answer, given) == nothing
    right = {"x": shown, ".": same and not shown, "!": not shown and not same}[mark]
    codes = [error.get("extensions", {}).get("code") for error in answer["errors"]]
    if actor == "stranger" and row.door != "Query.claimPreview(qrToken)":
        right = right and codes == ["UNAUTHENTICATED"]
    if "INTERNAL" in codes:
        right = False
    return [] if right else [f"{row}: {actor} × {place} should be {mark!r}: {json.dumps(answer)[:300]}"]


# ---- Texts. ----


def texts_told(world: World, actor: str, answer: object, row: Row | None = None) -> Leaks:
    """What an answer holds that the actor may not read, whatever was asked."""
    told = json.dumps(answer)
    return [
        f"{what} of {place}"
        for what, places in world.texts.items()
        if row is None or what != row.reveals
        for place, texts in places.items()
        if TEXTS[what].mark(actor, place) != "x" and any(text in told for text in texts)
    ]


async def walk(world: World, actor: str) -> list[Answer]:
    """All that an actor can get at: themselves and, by its identifier, everything there is."""
    answers = [await world.ask(actor, f"query {{ viewer {each} }}") for each in whole("Viewer", 3)]
    for kind in FOUND_BY_NODE:
        for given in world.things[kind].values():
            for each in whole(kind, 2):
                text = f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {each} }} }}"
                answers.append(await world.ask(actor, text, id=given))
                if not answers[-1]["data"] or answers[-1]["data"]["node"] is None:
                    break
    return answers


def leaks_in_walk(world: World, actor: str, answers: list[Answer]) -> Leaks:
    """Texts that the actor should not have met, and those that should have been met and were not."""
    told = json.dumps(answers)
    leaks = [f"{actor} is told {what}" for what in texts_told(world, actor, answers)]
    for what, places in world.texts.items():
        leaks += [
            f"{actor} is not told {what} of {place}"
            for place, texts in places.items()
            if TEXTS[what].mark(actor, place) == "x" and not any(text in told for text in texts)
        ]
    if actor != "stranger":
        leaks += [f"{actor} gets {error}" for answer in answers for error in answer["errors"]]
    return leaks


# ---- Fields. ----


async def leaks_of_fields(kind: str, world: World) -> Leaks:
    """Fields of a type that are null where its table says otherwise, or the other way round."""
    seen = right_of(kind)
    rights = {name: right for right, names in FIELDS[kind] if right is not WITH_IT for name in names.split()}
    leaks: Leaks = []
    for actor in ACTORS:
        for place in seen.places:
            answer = await world.ask(actor, field_by_field(kind), id=world.things[kind][place])
            node = (answer["data"] or {}).get("node")
            if (node is not None) != (seen.mark(actor, place) == "x"):
                leaks.append(f"{kind}: {actor} × {place}: {json.dumps(answer)[:300]}")
            elif node is not None:
                leaks += [
                    f"{kind}.{name}: {actor} × {place} should be {right.mark(actor, place)!r}"
                    for name, right in rights.items()
                    if (node[name] is not None) != (right.mark(actor, place) == "x")
                ]
    return leaks


# ---- Filters, sorts, cursors, counts. ----


async def leaks_of_lists(kind: str, actor: str, world: World) -> Leaks:
    """Pages of a type that show more, or count more, when their arguments are varied, or know what is hidden."""
    hidden, unknown = _hidden_and_unknown(world, actor)
    leaks: Leaks = []
    for place in right_of(kind).places:
        if right_of(kind).mark(actor, place) == "x":
            given = world.things[kind][place]
            varied = await _pages(world, actor, kind, given, [asked for _, asked in variations(kind)])
            named = await _pages(world, actor, kind, given, list(namings(kind, *hidden)))
            leaks += [f"{kind} at {place}: {actor} is told {what}" for what in texts_told(world, actor, varied + named)]
            leaks += [f"{kind} at {place}: {actor}: {fault}" for fault in _miscounted(varied)]
            if named != await _pages(world, actor, kind, given, list(namings(kind, *unknown))):
                leaks.append(f"{kind} at {place}: to {actor} hidden and unknown arguments are not alike")
    return leaks


def _hidden_and_unknown(world: World, actor: str) -> tuple[tuple[dict[str, str], list[str]], ...]:
    """Identifiers and cursors of things the actor may not see, and the same of things that are not there."""
    foreign = "sibling" if actor == "rival_owner" else "foreign"
    named = {argument: world.things[kind][foreign] for argument, kind in NAMED.items()}
    cursors = [parse_id(world.things[kind][foreign])[1] for kind in ("Device", "StaticToken")]
    beside = [UUID(int=cursor.int ^ 1) for cursor in cursors]
    unknown = {argument: world.unknown(parse_id(given)[0]) for argument, given in named.items()}
    return (named, [encode_cursor(each) for each in cursors]), (unknown, [encode_cursor(each) for each in beside])


async def _pages(world: World, actor: str, kind: str, given: str, asked: list[str]) -> list[Answer | None]:
    pages: list[Answer | None] = []
    for first in range(0, len(asked), MAXIMUM_ALIASES):
        fields = " ".join(
            f"a{first}_{number}: {each}" for number, each in enumerate(asked[first : first + MAXIMUM_ALIASES])
        )
        answer = await world.ask(
            actor, f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {fields} }} }} }}", id=given
        )
        assert not answer["errors"], answer
        pages += answer["data"]["node"].values()
    return pages


def _miscounted(pages: list[Answer | None]) -> Leaks:
    return [
        f"{page['totalCount']} are counted, {len(page['edges'])} shown"
        for page in pages
        if page is not None and min(page["totalCount"], PAGE) != len(page["edges"])
    ]


# ---- Addresses. ----


async def leaks_of_address(row: HttpRow, world: World, door: Door) -> Leaks:
    """Where an HTTP door answers otherwise than its table says."""
    leaks: Leaks = []
    for actor in ACTORS:
        unknown = await _fetch(row, world, door, actor, world.unknown(row.kind))
        for place in row.right.places:
            status, body = await _fetch(row, world, door, actor, world.things[row.kind][place])
            mark, shown = row.right.mark(actor, place), 200 <= status < 300
            if shown != (mark == "x") or (not shown and (status, body) != unknown):
                leaks.append(f"{row}: {actor} × {place} should be {mark!r}: {status} {body[:200]}")
    return leaks


async def _fetch(row: HttpRow, world: World, door: Door, actor: str, given: str) -> tuple[int, str]:
    viewer = world.people[actor]
    client = door.stranger() if viewer is None else door.person(viewer)
    body = f"{FACTORY_FIELD}\r\nA1\r\n".encode() if row.method == "POST" else None
    answer = await door.http.request(row.method, row.path.format(given), headers=client.headers, content=body)
    return answer.status_code, answer.text.replace(given, "…")


# ---- Subscriptions. ----


async def leaks_of_subscription(row: Row, world: World, *, patience: float = 10.0, silence: float = 0.5) -> Leaks:
    """Where a subscription tells something to whom its table forbids it, at its beginning or when things happen."""
    root, name, _ = parts_of(row.door)
    cells = [(actor, place) for actor in ACTORS for place in (*row.right.places, "unknown")]
    given = {
        cell: world.unknown(row.kind) if cell[1] == "unknown" else world.things[row.kind][cell[1]] for cell in cells
    }
    told: dict[tuple[str, str], list[Answer]] = {cell: [] for cell in cells}

    async def follow(cell: tuple[str, str]) -> None:
        actor = cell[0]
        sent = variables(row, world, actor, given[cell])
        missing = {argument: None for argument in root_field(root, name).args if argument not in sent}
        async for answer in _answers(world, actor, document(root, name), {**missing, **sent}):
            told[cell].append(answer)

    following = [asyncio.create_task(follow(cell)) for cell in cells]
    try:
        await asyncio.sleep(silence)  # all have subscribed, and been told the present state
        expected = [cell for cell in cells if row.right.mark(*cell) == "x"]
        async with asyncio.timeout(patience):
            await _make_things_happen(world)
            while not all(told[cell] for cell in expected):
                await asyncio.sleep(silence)
                await _make_things_happen(world)
            heard = None
            while heard != sum(map(len, told.values())):
                heard = sum(map(len, told.values()))
                await asyncio.sleep(silence)
    except TimeoutError:
        pass  # whoever was told nothing is complained of below
    finally:
        with warnings.catch_warnings():
            # Whoever stops listening in the midst of an answer leaves parts of it unawaited.
            warnings.simplefilter("ignore", RuntimeWarning)
            for task in following:
                task.cancel()
            await asyncio.gather(*following, return_exceptions=True)
            gc.collect()
    return _live_complaints(row, world, given, told)


async def _answers(world: World, actor: str, text: str, sent: dict[str, Any]) -> AsyncIterator[Answer]:
    stream = await world.schema.subscribe(text, sent, context_value=world.context(actor))
    async with aclosing(stream) as results:
        async for result in results:
            yield {"data": result.data, "errors": [error.formatted for error in result.errors or ()]}


async def _make_things_happen(world: World) -> None:
    """Every device is said to have changed, and in every organization something happens."""
    for given in world.things["Device"].values():
        reached = [each.id for each in world.organizations.values()]
        world.parts.bus.publish(news.device_changed(parse_id(given)[1], *reached))
    for given in world.things["TokenBatch"].values():
        world.parts.bus.publish(news.batch_changed(parse_id(given)[1]))
    for organization in world.organizations.values():
        event = await history.record(EventKind.TEMPLATE_UPDATED, organization_id=organization.id)
        history.tell(world.parts.bus, event, *organization.lineage)


def _live_complaints(
    row: Row, world: World, given: dict[tuple[str, str], str], told: dict[tuple[str, str], list[Answer]]
) -> Leaks:
    leaks: Leaks = []
    for (actor, place), answers in told.items():
        shown = any(answer["data"] and any(answer["data"].values()) for answer in answers)
        same = json.dumps(answers) == json.dumps(told[actor, "unknown"])
        mark = row.right.mark(actor, place)
        if shown != (mark == "x") or (mark == "." and not same):
            leaks.append(f"{row}: {actor} × {place} should be {mark!r}: {json.dumps(answers, default=str)[:300]}")
        leaks += [f"{row}: {actor} × {place} is told {what}" for what in texts_told(world, actor, str(answers))]
    return leaks


def right_of(kind: str) -> Right:
    """Who is shown the things of a kind."""
    (right,) = [row.right for row in ROWS if row.door == "Query.node(id)" and row.kind == kind]
    return right
