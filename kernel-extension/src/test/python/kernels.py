"""A kernel under test with Jupyter's client, and what to say to it in its language."""

import time

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

# What is said alike in both languages.
SAME = dict(
    value="6 * 7",
    value_text="42",
    use="kept",
    unknown="nowhere_at_all",
    square_line=3,
    call_line=2,
    call_value="after",
)

JAVA = dict(
    SAME,
    nothing="int quiet = 1;",
    define="int kept = 5;",
    fail='throw new IllegalStateException("broken");',
    fail_name="IllegalStateException",
    out='System.out.println("to out");',
    err='System.err.println("to err");',
    mixed='for (int i = 0; i < 3; i++) { System.out.println("o" + i); System.err.println("e" + i); }',
    lines="for (int i = 0; i < 20000; i++) System.out.println(i);",
    big='"x".repeat(8_000_000)',
    display='display("shown");',
    update='var live = new LiveDisplay(); live.show("first"); Thread.sleep(300); live.show("second");',
    ask='new Scanner(System.in).nextLine() + "!"',
    loop="while (true) { }",
    sleep="Thread.sleep(30_000)",
    late='new Thread(() -> { try { Thread.sleep(500); } catch (Exception e) { } System.out.println("late"); }).start();',
    utf8='System.out.println("größe €😀")',
    comment="// {0}",
    complete='"abc".isE',
    completion="isEmpty()",
    emoji_complete='"😀".isE',
    inspect="Math.abs(",
    incomplete="if (true) {",
    finished="int z = 3;",
    invalid="int = = ;",
    pause="Thread.sleep(1500);",
    square="int square(int n) {\n  int twice = n * n;\n  return twice;\n}\nint seen = 0;",
    call="int before = 3;\nint s = square(before);\nint after = s + 1;",
    throws='int parse(String text) {\n  return Integer.parseInt(text);\n}\nparse("x");',
)

PYTHON = dict(
    SAME,
    nothing="quiet = 1",
    define="kept = 5",
    fail='raise ValueError("broken")',
    fail_name="ValueError",
    out='print("to out")',
    err='import sys; print("to err", file=sys.stderr)',
    mixed='import sys\nfor i in range(3):\n  print(f"o{i}"); sys.stdout.flush(); print(f"e{i}", file=sys.stderr); sys.stderr.flush()',
    lines="for i in range(20000): print(i)",
    big='"x" * 8_000_000',
    display='display("shown")',
    update='import time\nh = display("first", display_id=True); time.sleep(.3); h.update("second")',
    ask='input() + "!"',
    loop="while True: pass",
    sleep="import time; time.sleep(30)",
    late='import threading\ndef later():\n  time.sleep(.5); print("late")\nimport time\nthreading.Thread(target=later).start()',
    utf8='print("größe €😀")',
    comment="# {0}",
    complete='"abc".isal',
    completion="isalpha",
    emoji_complete='"😀".isal',
    inspect="len(",
    incomplete="if True:",
    finished="z = 3",
    invalid="a = = 3",
    pause="import time; time.sleep(1.5)",
    square="def square(n):\n  twice = n * n\n  return twice\n\nseen = 0",
    call="before = 3\ns = square(before)\nafter = s + 1",
    throws='def parse(text):\n  return int(text)\n\nparse("x")',
)


def check(good, *what):
    if not good:
        raise AssertionError(" ".join(str(w)[:600] for w in what))


class Skip(Exception):
    pass


class Kernel:
    """A running kernel with one client."""

    def __init__(self, name):
        self.name = name
        self.manager = KernelManager(kernel_name=name)
        self.code = JAVA if name == "jotter" else PYTHON
        self.start_seconds = 0.0

    def start(self):
        begun = time.time()
        self.manager.start_kernel()
        self.client = self.connect()
        self.start_seconds = time.time() - begun

    def connect(self):
        """A client with a session of its own, as each front end has."""
        client = BlockingKernelClient(connection_file=self.manager.connection_file)
        client.load_connection_file()
        client.start_channels()
        end = time.time() + 60
        while True:
            try:
                client.wait_for_ready(timeout=60)
                return client
            except RuntimeError:
                # It takes a kernel whose heart does not beat yet for dead.
                if time.time() > end:
                    raise

    def stop(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)

    # --- talking ---

    def send(self, kind, content, channel="shell", client=None):
        client = client or self.client
        message = client.session.msg(kind, content)
        getattr(client, channel + "_channel").send(message)
        return message["header"]["msg_id"]

    def reply(self, request, channel="shell", client=None, timeout=30):
        client = client or self.client
        end = time.time() + timeout
        while True:
            message = getattr(client, channel + "_channel").get_msg(timeout=max(0.01, end - time.time()))
            if message["parent_header"].get("msg_id") == request:
                return message

    def published(self, request, client=None, timeout=30):
        """All of a request, from its busy to its idle."""
        client = client or self.client
        found = []
        end = time.time() + timeout
        while True:
            message = client.iopub_channel.get_msg(timeout=max(0.01, end - time.time()))
            if message["parent_header"].get("msg_id") != request:
                continue
            found.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return found

    def ask(self, kind, content, channel="shell", client=None):
        """Sends a request and holds what comes against the protocol."""
        request = self.send(kind, content, channel, client)
        reply = self.reply(request, channel, client)
        said = self.published(request, client)
        check(reply["msg_type"] == kind.replace("_request", "_reply"), reply["msg_type"])
        states = [m["content"]["execution_state"] for m in said if m["msg_type"] == "status"]
        check(states == ["busy", "idle"], kind, "went through", states)
        check(said[0]["msg_type"] == "status", "the first message of a request is", said[0]["msg_type"])
        return reply["content"], said

    def run(self, code, client=None, **options):
        return self.ask("execute_request", dict(dict(code=code, silent=False, store_history=True,
                        user_expressions={}, allow_stdin=False, stop_on_error=True), **options), client=client)

    def text(self, code):
        reply, said = self.run(code)
        check(reply["status"] == "ok", reply)
        return "".join(m["content"]["data"]["text/plain"] for m in said if m["msg_type"] == "execute_result")

    def alive(self):
        check(self.text(self.code["value"]) == self.code["value_text"], "the kernel does not compute any more")


def kinds(said):
    return [m["msg_type"] for m in said if m["msg_type"] != "status"]


def stream(said, name):
    return "".join(m["content"]["text"] for m in said if m["msg_type"] == "stream" and m["content"]["name"] == name)
