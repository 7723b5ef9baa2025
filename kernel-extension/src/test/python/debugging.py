"""The debugger, in the messages in which JupyterLab speaks to it."""

import time

from kernels import Skip, check


class Adapter:
    """The debugger of a kernel, started as JupyterLab starts it."""

    def __init__(self, k):
        self.k = k
        self.seq = 0
        info, _ = k.ask("kernel_info_request", {})
        if "debugger" not in info.get("supported_features", []) and not info.get("debugger"):
            raise Skip("has no debugger")

    def __enter__(self):
        info = self.ask("debugInfo")
        self.prefix, self.suffix = info["tmpFilePrefix"], info["tmpFileSuffix"]
        check(info["hashMethod"] == "Murmur2", info)
        self.capabilities = self.ask("initialize", clientID="test", adapterID="", pathFormat="path",
                                     linesStartAt1=True, columnsStartAt1=True)
        self.ask("attach")
        return self

    def __exit__(self, *_):
        self.ask("disconnect", restart=False, terminateDebuggee=False)

    def request(self, command, **arguments):
        self.seq += 1
        content = dict(seq=self.seq, type="request", command=command, arguments=arguments)
        reply = self.k.reply(self.k.send("debug_request", content, "control"), "control")
        check(reply["msg_type"] == "debug_reply", reply["msg_type"])
        reply = reply["content"]
        check(reply["request_seq"] == self.seq and reply["command"] == command, reply)
        return reply

    def ask(self, command, **arguments):
        reply = self.request(command, **arguments)
        check(reply["success"] is True, command, "was refused:", reply)
        return reply.get("body", {})

    def breakpoints(self, code, *lines):
        path = self.ask("dumpCell", code=code)["sourcePath"]
        check(path == self.prefix + str(murmur2(code)) + self.suffix, "JupyterLab would not find", path)
        set_ = self.ask("setBreakpoints", source=dict(path=path), sourceModified=False,
                        breakpoints=[dict(line=l) for l in lines])["breakpoints"]
        check([b["line"] for b in set_] == list(lines) and all(b["verified"] for b in set_), set_)
        self.ask("configurationDone")
        return path

    def begin(self, code):
        return self.k.send("execute_request", dict(code=code, silent=False, store_history=True))

    def event(self, name, timeout=20):
        end = time.time() + timeout
        while True:
            message = self.k.client.iopub_channel.get_msg(timeout=max(0.01, end - time.time()))
            if message["msg_type"] == "debug_event" and message["content"]["event"] == name:
                return message["content"]["body"]

    def stopped(self, reason=None):
        body = self.event("stopped")
        check(reason is None or body["reason"] == reason, body)
        self.thread = body["threadId"]
        return self.ask("stackTrace", threadId=self.thread)["stackFrames"]

    def variables(self, frame):
        scope = self.ask("scopes", frameId=frame["id"])["scopes"][0]
        found = self.ask("variables", variablesReference=scope["variablesReference"])["variables"]
        return {v["name"]: v["value"] for v in found}

    def ends(self, request):
        reply = self.k.reply(request)["content"]
        self.k.published(request)
        return reply


def murmur2(text, m=0x5BD1E995):
    """How JupyterLab computes the name of a cell (with the seed 0)."""
    data = text.encode()
    h = len(data)
    cut = len(data) & ~3
    for i in range(0, cut, 4):
        k = int.from_bytes(data[i : i + 4], "little") * m & 0xFFFFFFFF
        k = (k ^ k >> 24) * m & 0xFFFFFFFF
        h = h * m & 0xFFFFFFFF ^ k
    if cut < len(data):
        h = (h ^ int.from_bytes(data[cut:], "little")) * m & 0xFFFFFFFF
    h = (h ^ h >> 13) * m & 0xFFFFFFFF
    return h ^ h >> 15


def debug_info(k):
    debugger = Adapter(k)
    info = debugger.ask("debugInfo")
    for key in ("isStarted", "hashMethod", "hashSeed", "tmpFilePrefix", "tmpFileSuffix", "breakpoints",
                "stoppedThreads", "richRendering", "exceptionPaths"):
        check(key in info, key, "is missing")


def debug_start_and_end(k):
    with Adapter(k) as debugger:
        check(debugger.ask("debugInfo")["isStarted"] is True)
    check(debugger.ask("debugInfo")["isStarted"] is False)
    k.alive()


def debug_breakpoint_in_a_method(k):
    with Adapter(k) as debugger:
        path = debugger.breakpoints(k.code["square"], k.code["square_line"])
        k.run(k.code["square"])
        cell = debugger.begin(k.code["call"])
        frames = debugger.stopped("breakpoint")
        check(frames[0]["line"] == k.code["square_line"], frames[0])
        check(frames[0]["source"]["path"] == path, frames[0])
        check(any(f["line"] == k.code["call_line"] for f in frames[1:]), "the calling cell is not among", frames)
        found = debugger.variables(frames[0])
        check(found.get("n") == "3" and found.get("twice") == "9", found)
        check(debugger.thread in debugger.ask("debugInfo")["stoppedThreads"])
        debugger.ask("continue", threadId=debugger.thread)
        check(debugger.ends(cell)["status"] == "ok")
        debugger.breakpoints(k.code["square"])
    check(k.text(k.code["call_value"]) == "10")


def debug_steps(k):
    with Adapter(k) as debugger:
        k.run(k.code["square"])
        debugger.breakpoints(k.code["call"], k.code["call_line"])
        cell = debugger.begin(k.code["call"])
        line = lambda: debugger.stopped()[0]["line"]
        check(line() == k.code["call_line"])
        debugger.ask("stepIn", threadId=debugger.thread)
        inside = line()
        while inside != 2:  # Python stops at the head of the function first.
            check(inside == 1, inside)
            debugger.ask("next", threadId=debugger.thread)
            inside = line()
        debugger.ask("next", threadId=debugger.thread)
        check(line() == 3)
        debugger.ask("stepOut", threadId=debugger.thread)
        back = line()
        check(back in (k.code["call_line"], k.code["call_line"] + 1), back)
        # JupyterLab has forgotten the thread by then, and calls it 1.
        debugger.ask("continue", threadId=1)
        check(debugger.ends(cell)["status"] == "ok")
        debugger.breakpoints(k.code["call"])


def debug_evaluate(k):
    with Adapter(k) as debugger:
        debugger.breakpoints(k.code["square"], k.code["square_line"])
        k.run(k.code["square"])
        cell = debugger.begin(k.code["call"])
        frame = debugger.stopped()[0]["id"]
        value = debugger.ask("evaluate", expression="n + twice", frameId=frame, context="repl")
        check(value["result"] == "12", value)
        wrong = debugger.request("evaluate", expression="nowhere + 1", frameId=frame, context="repl")
        check(wrong["success"] is False, wrong)
        rich = debugger.ask("richInspectVariables", variableName="twice", frameId=frame)
        check(rich["data"]["text/plain"] == "9", rich)
        debugger.ask("continue", threadId=debugger.thread)
        check(debugger.ends(cell)["status"] == "ok")
        debugger.breakpoints(k.code["square"])


def debug_exceptions(k):
    with Adapter(k) as debugger:
        filters = [f["filter"] for f in debugger.capabilities["exceptionBreakpointFilters"]]
        wanted = [f for f in filters if f in ("thrown", "raised")]
        debugger.ask("setExceptionBreakpoints", filters=wanted)
        debugger.ask("configurationDone")
        cell = debugger.begin(k.code["throws"])
        frames = debugger.stopped("exception")
        check(frames[0]["line"] == 2, frames)
        debugger.ask("setExceptionBreakpoints", filters=[])
        debugger.ask("continue", threadId=debugger.thread)
        check(debugger.ends(cell)["status"] == "error")
    k.alive()


def debug_an_interrupt_ends_a_cell_that_stands(k):
    if k.manager.kernel_spec.interrupt_mode != "message":
        raise Skip("its debugger takes no interrupts")
    with Adapter(k) as debugger:
        debugger.breakpoints(k.code["square"], k.code["square_line"])
        k.run(k.code["square"])
        cell = debugger.begin(k.code["call"])
        debugger.stopped()
        k.manager.interrupt_kernel()
        check(debugger.ends(cell)["status"] == "error")
        check(debugger.ask("debugInfo")["stoppedThreads"] == [])
        debugger.breakpoints(k.code["square"])
    k.alive()


def debug_the_end_lets_a_cell_go_on(k):
    with Adapter(k) as debugger:
        debugger.breakpoints(k.code["square"], k.code["square_line"])
        k.run(k.code["square"])
        cell = debugger.begin(k.code["call"])
        debugger.stopped()
    check(debugger.ends(cell)["status"] == "ok")
    k.alive()


def debug_refuses_what_it_does_not_know(k):
    with Adapter(k) as debugger:
        check(debugger.request("flyToTheMoon")["success"] is False)
    k.alive()


TESTS = [debug_info, debug_start_and_end, debug_breakpoint_in_a_method, debug_steps, debug_evaluate,
         debug_exceptions, debug_an_interrupt_ends_a_cell_that_stands, debug_the_end_lets_a_cell_go_on,
         debug_refuses_what_it_does_not_know]
