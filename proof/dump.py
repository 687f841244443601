"""A dump of the database lets nobody in: no secret stands in it, in any form."""

import asyncio
import base64
import io
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

from app.database.connection import connected, execute, fetch, transaction
from app.domain.exports import exporting
from app.domain.exports.exporting import ExportDraft
from app.domain.imports import import_files
from app.domain.listing import TokenFilter
from app.domain.parts import Parts
from app.domain.people import invitations, mailing, sessions
from app.domain.people.invitations import InvitationDraft
from app.domain.viewer import Viewer
from app.labels.export_layout import ExportContent, ImageNames
from app.models import Organization, OutgoingMail, Role, Template
from app.secrets.auth_token import AuthToken
from app.secrets.qr_token import QrToken
from proof.findings import Finding
from proof.house import House, house
from tests.builders import PASSWORD, a_batch, a_brand, a_member, a_template, tokens_of

TOKENS = 10_000


def check() -> list[Finding]:
    """Mint ten thousand, dump everything, and look for each secret."""
    with house(0) as place:
        return [asyncio.run(_search(place))]


async def _search(place: House) -> Finding:
    async with place.parts() as parts:
        secrets = await planted_secrets(parts, TOKENS)
        content = await whole_database()
        forms = {form for secret in secrets for form in forms_of(secret)}
        ids = [str(row["id"]).encode() for row in await fetch("SELECT id FROM static_token LIMIT 1000")]
    found = _found(forms, content)
    # What surely stands there must be found the same way, or the search proves nothing.
    control = _found(ids, content)
    return Finding(
        "a dump lets nobody in",
        f"{len(secrets):,} secrets ({TOKENS:,} tokens minted), each raw, hexadecimal, base64 and urlsafe, "
        f"in {len(content) / 1e6:.0f} MB: every table, as text and as binary",
        f"{len(found)} found; of {len(ids):,} identifiers looked for as a control {len(control):,}",
        not found and len(control) == len(ids),
    )


async def planted_secrets(parts: Parts, tokens: int) -> list[str]:
    """Everything secret that a brand has a plaintext of, left in the database by the ways it comes there."""
    brand = await a_brand()
    owner = await a_member(brand)
    template = await a_template(brand, parts, actor=owner)
    batch = await a_batch(brand, parts, tokens, template=template)
    minted = await tokens_of(batch, parts)
    brought = [AuthToken.mint().text, QrToken.mint().text]
    await _upload(parts, brand, template, brought)
    draft = ExportDraft(None, None, TokenFilter(), ExportContent.ALL, ImageNames.AUTH_TOKEN, ())
    export = await exporting.export_tokens(owner, parts, brand.id, draft)
    return [
        *(token.auth_token.text for token in minted),
        *(token.qr_token.text for token in minted),
        *brought,
        export.link.text,
        await _refresh_token(owner),
        *await _mailed_links(parts, brand, owner),
        PASSWORD,
    ]


async def _upload(parts: Parts, brand: Organization, template: Template, secrets: list[str]) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield f"Auth Token,QR Token\r\n{','.join(secrets)}\r\n".encode()

    owner = await a_member(brand)
    await import_files.store_import(owner, parts, brand.id, "tokens.csv", chunks())


async def _refresh_token(owner: Viewer) -> str:
    async with transaction():
        return (await sessions.start(owner.account_id, device_name="dump")).refresh_token.text


async def _mailed_links(parts: Parts, brand: Organization, owner: Viewer) -> list[str]:
    """The secret of an invitation, whose mail has not left yet."""
    await execute("UPDATE account SET email_verified_at = now() WHERE id = $1", owner.account_id)
    draft = InvitationDraft(email="invited@example.com", role=Role.MEMBER)
    await invitations.invite_member(owner, parts, brand.id, draft)
    mails = [mailing.read(parts, mail) for mail in await OutgoingMail.filter(root_id=brand.id)]
    secrets = [secret for mail in mails if mail is not None for secret in re.findall(r"#([\w-]+)", mail.text)]
    assert secrets, "the mail holds no link"
    return secrets


async def whole_database() -> bytes:
    """Every table's rows, as `COPY` writes them: text, in which bytes are hexadecimal, and binary."""
    content = io.BytesIO()
    names = [row["relname"] for row in await fetch("SELECT relname FROM pg_stat_user_tables ORDER BY relname")]
    async with connected() as connection:
        for name in names:
            for form in ("text", "binary"):
                await connection.copy_from_table(name, output=content, format=form)
    return content.getvalue()


def forms_of(secret: str) -> Iterator[bytes]:
    """A secret as it might stand in a dump: as it is, or encoded, at any offset within what is encoded with it."""
    for raw in {secret.encode(), _random_part(secret)}:
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            for offset in range(3):
                # Leave out the characters at both ends that depend on the neighbours.
                encoded = encode(bytes(offset) + raw)
                yield encoded[(0, 2, 3)[offset] : len(encoded) // 4 * 4 - 4]


def _random_part(secret: str) -> bytes:
    """What cannot be guessed of a token: without its kind in front and its checksum behind."""
    return secret.partition("_")[2][:30].encode() if "_" in secret[:5] else secret[:18].encode()


def _found(forms: Iterable[bytes], content: bytes) -> set[bytes]:
    """Which of many forms stand in the content, by grep: a hundred thousand at once."""
    with tempfile.TemporaryDirectory(prefix="claimstead-proof-") as folder:
        patterns, dump = Path(folder, "patterns"), Path(folder, "dump")
        patterns.write_bytes(b"\n".join(forms))
        dump.write_bytes(content)
        answer = subprocess.run(
            ["grep", "--text", "--only-matching", "--fixed-strings", f"--file={patterns}", str(dump)],
            capture_output=True,
            check=False,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
    assert answer.returncode in {0, 1}, answer.stderr
    return set(answer.stdout.splitlines())
