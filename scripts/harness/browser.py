"""A headless Chromium, told what to do through its driver (W3C WebDriver and DevTools over HTTP)."""

import base64
import json
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from .child_process import ChildProcess
from .ports import LOOPBACK, free_ports
from .waiting import wait_until

# Chromium's own sandbox does not run as root, and a container's /dev/shm may be too small for it.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
             "--disable-background-networking", "--disable-component-update", "--no-first-run",
             "--disable-default-apps", "--disable-extensions", "--disable-sync", "--lang=en-US",
             "--force-device-scale-factor=1"]


class Browser:
    """One window. Use as a context manager: nothing is left running or lying about."""

    def __init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="manifest-projector-browser-"))
        self._port = free_ports(1)[0]
        self._driver = ChildProcess("chromedriver", self.directory / "driver.log")
        self._session = None

    def __enter__(self):
        try:
            self._driver.start(["chromedriver", f"--port={self._port}", "--allowed-ips="])
            wait_until(self._is_ready, "the browser's driver is ready")
            options = {"binary": shutil.which("chromium"),
                       "args": [*ARGUMENTS, f"--user-data-dir={self.directory / 'profile'}"]}
            made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
            self._session = f"/session/{made['sessionId']}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self._session:
                self._call("DELETE", self._session)
        finally:
            self._driver.stop(20)
            shutil.rmtree(self.directory, ignore_errors=True)

    def open(self, url):
        """Returns when the page and what it names is loaded."""
        self._post("/url", {"url": url})

    def run(self, script, *arguments):
        """What the script returns, as a function's body in the page."""
        return self._post("/execute/sync", {"script": script, "args": list(arguments)})

    def look(self, width, height, scheme="light"):
        """A window of this size, for a person who likes it light or dark."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key, times=1):
        """A key without a character, such as Tab."""
        for kind in ("keyDown", "keyUp") * times:
            self.devtools("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                          windowsVirtualKeyCode={"Tab": 9, "ArrowDown": 40}[key])

    def screenshot(self, path):
        """The whole page, as far down as it goes; .webp is a tenth of .png."""
        shot = self.devtools("Page.captureScreenshot", format=Path(path).suffix[1:],
                             captureBeyondViewport=True)
        Path(path).write_bytes(base64.b64decode(shot["data"]))

    def console(self):
        """What the page wrote or caused in the console since the last call."""
        return [f"{line['level']}: {line['message']}"
                for line in self._post("/se/log", {"type": "browser"})]

    def network(self):
        """DevTools' network events since the last call: (method, parameters)."""
        lines = self._post("/se/log", {"type": "performance"})
        events = [json.loads(line["message"])["message"] for line in lines]
        return [(event["method"], event["params"]) for event in events
                if event["method"].startswith("Network.")]

    def devtools(self, command, **parameters):
        return self._post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _post(self, path, body):
        return self._call("POST", self._session + path, body)

    def _is_ready(self):
        self._driver.require_running()
        try:
            return self._call("GET", "/status")["ready"]
        except OSError:
            return False

    def _call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://{LOOPBACK}:{self._port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()}") from None
