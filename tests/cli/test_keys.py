"""`claimstead keys`: rotating, from the first ring to the last old key, as an operator does it."""

import json
import re
import secrets
import stat
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.cli.key_files import KeyFileUnusable, alone_with
from app.secrets.keys import KeyRing
from tests.cli.processes import Server, a_device, assert_refused, claimstead
from tests.cli.test_doctor import findings
from tests.conftest import PostgresServer


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A ring as `keys generate` makes it, in a file for nobody else."""
    path = tmp_path / "ring" / "keys.json"
    path.parent.mkdir()
    path.write_text(claimstead("keys", "generate").stdout)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def migrated(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database without a row, which others are copies of: migrating each would take seconds."""
    name = f"claimstead_migrated_{secrets.token_hex(6)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    assert claimstead("migrate", database_url=postgres.database_url(name)).returncode == 0
    yield name
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_database(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    """The URL of a database without a row."""
    name = f"claimstead_keys_{secrets.token_hex(6)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    yield postgres.database_url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def ring_in(path: Path) -> KeyRing:
    return KeyRing.from_json(path.read_text())


def shows_no_key(said: str, *rings: KeyRing) -> bool:
    written = [json.loads(ring.to_json()) for ring in rings]
    keys = [key for each in written for part in ("lookup", "sealing", "signing") for key in each[part]["keys"].values()]
    return not any(key in said for key in (*keys, *(each["derivation"] for each in written)))


def a_brand_with_a_device(server: Server, **place: str) -> tuple[str, str]:
    """An access token of the owner of a new brand, and the AuthToken of a device made by hand."""
    slug = f"brand-{secrets.token_hex(4)}"
    data = ("--data", place["data"]) if "data" in place else ()
    settings = {name: value for name, value in place.items() if name != "data"}
    options = ("--owner", "o@fig.example", "--plan", "PRO", "--slug", slug, "--password-file", "-", *data)
    made = claimstead("organization", "create", "Fig", *options, said="a fig in winter\n", **settings)
    assert made.returncode == 0, made.stderr
    owner = server.sign_in(slug, "o@fig.example", "a fig in winter")
    return owner, a_device(server, owner)


def is_let_in(server: Server, auth_token: str) -> bool:
    """Whether a device is; nothing but the AuthToken may be what it is refused for."""
    address = f"{server.url.replace('http', 'ws', 1)}/device"
    try:
        with connect(address, additional_headers={"authorization": f"Bearer {auth_token}"}, proxy=None) as device:
            return bool(json.loads(device.recv(10))["t"] == "welcome")
    except InvalidStatus as refused:
        if refused.response.status_code != HTTPStatus.UNAUTHORIZED:
            raise
        return False


def test_step_by_step_from_the_first_ring_to_the_last_old_key(key_file: Path, own_database: str) -> None:
    place = {"database_url": own_database, "keys_file": str(key_file)}
    first = ring_in(key_file)

    def keys(*arguments: str) -> str:
        ended = claimstead("keys", *arguments, **place)
        assert ended.returncode == 0, ended.stderr
        assert shows_no_key(ended.stdout + ended.stderr, first, ring_in(key_file))
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        return ended.stdout

    def doctor() -> tuple[dict[str, str], str]:
        said = claimstead("doctor", port="0", **place).stdout
        return findings(said), said

    server = Server(**place)
    try:
        _, auth_token = a_brand_with_a_device(server, **place)

        assert "keys use" in keys("add")
        assert ring_in(key_file).marks.current == first.marks.current < ring_in(key_file).marks.known
        assert doctor()[0]["Servers' keys"] == "warn"
        before = key_file.read_bytes()
        assert_refused(claimstead("keys", "use", **place), "The running server does not have the new keys")
        assert key_file.read_bytes() == before

        server.stop()
        server = Server(**place)
        assert "Next: " in keys("status")
        assert doctor()[0]["Servers' keys"] == "ok"
        assert "keys renew" in keys("use")
        assert ring_in(key_file).current_lookup == 2
        assert_refused(claimstead("keys", "renew", **place), "The running server does not use the new keys")
        assert_refused(claimstead("keys", "retire", **place), "The running server does not use the new keys")

        server.stop()
        server = Server(**place)
        assert is_let_in(server, auth_token)
        found, said = doctor()
        assert found["Rows' keys"] == "warn", said
        assert "1 static tokens are under retired keys" in said
        assert "renew (1 static tokens" in keys("status")
        refused = claimstead("keys", "retire", **place)
        assert_refused(refused, "1 static tokens under look-up key 1", "1 static tokens under sealing key 1", "--force")
        assert "Renewed: 1 static tokens." in keys("renew")
        assert is_let_in(server, auth_token)
        assert doctor()[0]["Rows' keys"] == "ok"

        rotated = key_file.read_text()
        assert "backups of the database from before" in keys("retire")
        last = ring_in(key_file)
        assert (list(last.lookup), list(last.sealing), len(last.signing)) == ([2], [2], 1)
        assert "no keys that could be dropped" in keys("retire")
        server.stop()
        server = Server(**place)
        assert is_let_in(server, auth_token)
        assert re.search(r"Next: nothing; to rotate, \S*claimstead keys add", keys("status"))
    finally:
        server.stop()
    aside = key_file.with_name("keys.json.retired-1")
    assert (aside.read_text(), stat.S_IMODE(aside.stat().st_mode)) == (rotated, 0o600)
    assert set(key_file.parent.iterdir()) == {key_file, aside}


def test_rows_are_lost_by_force_only_and_doctor_says_so(key_file: Path, own_database: str) -> None:
    place = {"database_url": own_database, "keys_file": str(key_file)}
    server = Server(**place)
    try:
        _, auth_token = a_brand_with_a_device(server, **place)
    finally:
        server.stop()
    assert claimstead("keys", "add", **place).returncode == claimstead("keys", "use", **place).returncode == 0
    before = key_file.read_bytes()
    assert_refused(claimstead("keys", "retire", **place), "still needed")
    assert key_file.read_bytes() == before

    forced = claimstead("keys", "retire", "--force", **place)
    assert "Lost: 1 static tokens under look-up key 1." in forced.stdout
    said = claimstead("doctor", port="0", **place).stdout
    assert findings(said)["Rows' keys"] == "fail"
    assert "lacks keys of rows (1 static tokens under look-up key 1" in said
    server = Server(**place)
    try:
        assert not is_let_in(server, auth_token)
    finally:
        server.stop()


def test_the_look_up_key_of_deleted_auth_tokens_stays_until_they_may_be_forgotten(
    key_file: Path, own_database: str
) -> None:
    place = {"database_url": own_database, "keys_file": str(key_file)}
    server = Server(**place)
    try:
        owner, _ = a_brand_with_a_device(server, **place)
        found = server.ask(
            "{ viewer { memberships { organization { staticTokens(first: 1) { edges { node { id } } } } } } }", owner
        )
        token_id = found["viewer"]["memberships"][0]["organization"]["staticTokens"]["edges"][0]["node"]["id"]
        gone = server.ask(
            "mutation($input: DeleteTokensInput!) { deleteTokens(input: $input) { __typename } }",
            owner,
            input={"tokenIds": [token_id], "confirm": 1},
        )
        assert gone["deleteTokens"]["__typename"] == "DeleteTokensSuccess"
    finally:
        server.stop()

    rotated = claimstead("keys", "rotate", **place)
    assert rotated.returncode == 0, rotated.stderr
    assert "Look-up key 1 stays: 1 deleted AuthTokens are known by it" in rotated.stdout
    assert (sorted(ring_in(key_file).lookup), list(ring_in(key_file).sealing)) == ([1, 2], [2])
    assert findings(claimstead("doctor", port="0", **place).stdout)["Rows' keys"] == "ok"

    assert "no keys that could be dropped" in " ".join(claimstead("keys", "retire", **place).stdout.split()[-20:])
    forgotten = claimstead("keys", "retire", "--forget-deleted", **place)
    assert "Lost: 1 deleted AuthTokens under look-up key 1." in forgotten.stdout
    assert list(ring_in(key_file).lookup) == [2]
    said = claimstead("doctor", port="0", **place).stdout
    assert findings(said)["Rows' keys"] == "warn"
    assert "they could be imported again" in said


def test_one_command_is_enough_for_the_embedded_database_while_it_is_not_served(used_folder: Path) -> None:
    data = ("--data", str(used_folder))
    server = Server(*data)
    try:
        _, auth_token = a_brand_with_a_device(server, data=str(used_folder))
    finally:
        server.stop()
    first = ring_in(used_folder / "keys.json")

    rotated = claimstead("keys", "rotate", *data)
    assert rotated.returncode == 0, rotated.stderr
    assert "Renewed: 1 static tokens." in rotated.stdout
    assert shows_no_key(rotated.stdout, first, ring_in(used_folder / "keys.json"))
    assert not ring_in(used_folder / "keys.json").marks.known & first.marks.known
    assert stat.S_IMODE((used_folder / "keys.json").stat().st_mode) == 0o600
    assert first.marks.known < ring_in(used_folder / "keys.json.retired-1").marks.known

    server = Server(*data)
    try:
        assert is_let_in(server, auth_token)
    finally:
        server.stop()


def test_one_command_and_a_restart_are_enough_for_the_embedded_database_that_is_served(used_folder: Path) -> None:
    data = ("--data", str(used_folder))
    server = Server(*data)
    try:
        _, auth_token = a_brand_with_a_device(server, data=str(used_folder))
        first = ring_in(used_folder / "keys.json")
        rotated = claimstead("keys", "rotate", *data)
        assert rotated.returncode == 0, rotated.stderr
        assert "restart the server" in rotated.stdout
        assert is_let_in(server, auth_token)
        changed = ring_in(used_folder / "keys.json")
        assert first.marks.known < changed.marks.known
        assert not first.marks.current & changed.marks.current
        assert_refused(claimstead("keys", "renew", *data), "does not use the new keys")
        server.stop()

        server = Server(*data)
        assert is_let_in(server, auth_token)
        assert "Renewed: 1 static tokens." in claimstead("keys", "renew", *data).stdout
        assert claimstead("keys", "retire", *data).returncode == 0
        assert not ring_in(used_folder / "keys.json").marks.known & first.marks.known
        assert is_let_in(server, auth_token)
    finally:
        server.stop()


def test_a_rotation_at_once_is_refused_beside_servers_of_an_external_database(
    key_file: Path, own_database: str
) -> None:
    place = {"database_url": own_database, "keys_file": str(key_file)}
    before = key_file.read_bytes()
    server = Server(**place)
    try:
        assert_refused(claimstead("keys", "rotate", **place), "A server is running", "keys add")
    finally:
        server.stop()
    assert key_file.read_bytes() == before


def test_steps_out_of_order_are_refused_and_change_nothing(key_file: Path, folder: Path) -> None:
    named = ("--file", str(key_file), "--data", str(folder))
    before = key_file.read_bytes()
    assert_refused(claimstead("keys", "use", *named), "no fresh keys")
    assert_refused(claimstead("keys", "renew", *named), "no database here")
    assert_refused(claimstead("keys", "retire", *named), "no database here")
    assert_refused(claimstead("keys", "rotate", *named), "no database here")
    assert not folder.exists()
    assert key_file.read_bytes() == before
    assert claimstead("keys", "add", *named).returncode == 0
    grown = key_file.read_bytes()
    assert_refused(claimstead("keys", "add", *named), "fresh keys already")
    assert key_file.read_bytes() == grown
    unchecked = claimstead("keys", "use", *named)
    assert unchecked.returncode == 0
    assert "make sure that every server was restarted" in unchecked.stdout


def test_keys_that_no_command_can_change_are_refused_in_one_line(key_file: Path, folder: Path) -> None:
    assert_refused(claimstead("keys", "add", keys=key_file.read_text()), "CLAIMSTEAD_KEYS", "--file")
    assert_refused(claimstead("keys", "add", "--data", str(folder)), "There are no keys at")
    assert_refused(claimstead("keys", "add", database_url="postgresql://nowhere/x"), "CLAIMSTEAD_KEYS_FILE")
    key_file.write_text(key_file.read_text().replace('"version": 1', '"version": 9'))
    ended = claimstead("keys", "add", "--file", str(key_file))
    assert_refused(ended, "cannot be used")
    key_file.write_bytes(b"\xff\xfe")
    assert_refused(claimstead("keys", "status", "--file", str(key_file)), "not UTF-8")


def test_a_link_to_the_keys_stays_a_link_and_the_file_keeps_its_mode(key_file: Path, tmp_path: Path) -> None:
    key_file.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(key_file)
    assert claimstead("keys", "add", "--file", str(link)).returncode == 0
    assert link.is_symlink()
    assert ring_in(key_file).has_fresh
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o640


def test_two_commands_never_change_the_keys_at_once(key_file: Path) -> None:
    before = key_file.read_bytes()
    with alone_with(key_file):
        assert_refused(claimstead("keys", "add", "--file", str(key_file)), "Another command is changing")
        with pytest.raises(KeyFileUnusable), alone_with(key_file):
            pass
    assert key_file.read_bytes() == before
