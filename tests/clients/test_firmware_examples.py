"""The examples for ESP-IDF and Arduino compile against the interfaces of their libraries, and speak the protocol."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.device_ws import frames
from app.device_ws.frames import MOST_BYTES_TO_DEVICE, SUBPROTOCOL
from tests.clients.test_protocol_schema import the_side

ROOT = Path(__file__).parents[2]
DECLARATIONS = Path(__file__).parent / "declarations"
ESP_IDF = ROOT / "clients" / "esp-idf" / "main" / "claimstead.c"
ARDUINO = ROOT / "clients" / "arduino" / "claimstead" / "claimstead.ino"
STRICT = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror"]

needs_compilers = pytest.mark.skipif(not (shutil.which("gcc") and shutil.which("g++")), reason="no C compiler here")


def compiled(source: Path, text: str, *definitions: str) -> subprocess.CompletedProcess[str]:
    """What the compiler says to a source, as its platform would compile it."""
    if source is ESP_IDF:
        command = ["gcc", "-std=gnu17", "-x", "c", f"-I{DECLARATIONS / 'esp-idf'}", f"-I{source.parent}"]
    else:
        command = ["g++", "-std=gnu++17", "-x", "c++", f"-I{DECLARATIONS / 'arduino'}"]
    return subprocess.run(
        [*command, *STRICT, *definitions, "-"], input=text, capture_output=True, text=True, check=False
    )


@needs_compilers
@pytest.mark.parametrize(
    ("source", "definitions"), [(ESP_IDF, ()), (ARDUINO, ("-DESP32",)), (ARDUINO, ())], ids=["idf", "esp32", "esp8266"]
)
def test_an_example_compiles(source: Path, definitions: tuple[str, ...]) -> None:
    result = compiled(source, source.read_text(), *definitions)
    assert result.returncode == 0, result.stderr


@needs_compilers
@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (ESP_IDF, "set_reconnect_timeout(client, advised_ms", "set_reconnect_timeout(advised_ms"),
        (ESP_IDF, ".enable_close_reconnect = true", ".enable_close_reconnecting = true"),
        (ESP_IDF, "nvs_get_str(store, KEY, token, &size)", "nvs_get_str(store, KEY, token, size)"),
        (ARDUINO, "enableHeartbeat(25000, 5000, 2)", "enableHeartbeat(25000)"),
        (ARDUINO, "setReconnectInterval(1000)", 'setReconnectInterval("1000")'),
        (ARDUINO, "WStype_TEXT:", "WStype_TXT:"),
    ],
)
def test_the_declarations_would_notice_a_wrong_call(source: Path, right: str, wrong: str) -> None:
    text = source.read_text()
    assert right in text
    assert compiled(source, text.replace(right, wrong)).returncode != 0


def test_the_examples_do_what_their_libraries_do_not_by_themselves() -> None:
    idf, arduino = ESP_IDF.read_text(), ARDUINO.read_text()
    assert ".enable_close_reconnect = true" in idf
    assert "esp_random()" in idf
    assert re.search(r"#define FRAME_BYTES (\d+)", idf)[1] == str(MOST_BYTES_TO_DEVICE + 1)  # type: ignore[index]
    assert f'"{SUBPROTOCOL}"' in idf
    assert f'"{SUBPROTOCOL}"' in arduino
    assert "setReconnectInterval(advisedMs + 500 + (unsigned long)random(" in arduino


def test_what_the_idf_example_says_are_frames() -> None:
    literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"', ESP_IDF.read_text())
    said = [text.replace('\\"', '"') for text in literals if text.startswith('{\\"t\\"')]
    assert len(said) == 4
    for text in said:
        frame = json.loads(text.replace("%s", "c91"))
        the_side("fromDevice").validate(frame)
        assert type(frames.decode(json.dumps(frame))) is not frames.Unknown
