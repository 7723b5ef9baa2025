"""The Jupyter protocol, message by message, against a real kernel process.

usage: protocol.py KERNEL...       e.g. protocol.py jotter python3

Needs jupyter_client. Each kernel is found as Jupyter finds it (JUPYTER_PATH). Prints one line for
each test, `KERNEL<tab>TEST<tab>ok|FAIL|skip<tab>MILLISECONDS<tab>WHY`, and exits with 0: who reads
the lines judges them.
"""

import json
import os
import queue
import sys
import time
import traceback
import uuid

from jupyter_client.blocking import BlockingKernelClient

import debugging
from kernels import Kernel, Skip, check, kinds, stream

# --- every request type ---


def kernel_info(k):
    reply, _ = k.ask("kernel_info_request", {})
    check(reply["status"] == "ok", reply)
    check(int(reply["protocol_version"].split(".")[0]) == 5, reply["protocol_version"])
    for key in ("implementation", "implementation_version", "banner", "help_links"):
        check(key in reply, key, "is missing")
    for key in ("name", "version", "mimetype", "file_extension"):
        check(reply["language_info"].get(key), "language_info has no", key)


def kernel_info_on_control(k):
    reply, _ = k.ask("kernel_info_request", {}, channel="control")
    check(reply["status"] == "ok", reply)


def control_is_answered_while_a_cell_runs(k):
    request = k.send("execute_request", dict(code=k.code["pause"], silent=False))
    begun = time.time()
    info = k.send("kernel_info_request", {}, channel="control")
    k.reply(info, "control", timeout=10)
    took = time.time() - begun
    k.reply(request)
    check(took < 1.2, f"answered after {took:.2f} s only")


def execute_publishes_input_result_and_states(k):
    reply, said = k.run(k.code["value"])
    check(reply["status"] == "ok", reply)
    check(kinds(said) == ["execute_input", "execute_result"], kinds(said))
    given, result = [m["content"] for m in said if m["msg_type"] != "status"]
    check(given["code"] == k.code["value"], given)
    check(given["execution_count"] == result["execution_count"] == reply["execution_count"], given, result, reply)
    check(result["data"]["text/plain"] == k.code["value_text"], result)
    check("metadata" in result, "no metadata")
    check(isinstance(reply.get("user_expressions"), dict), reply)


def execute_without_a_result(k):
    _, said = k.run(k.code["nothing"])
    check(kinds(said) == ["execute_input"], kinds(said))


def the_count_grows_by_one(k):
    first, _ = k.run(k.code["nothing"])
    second, _ = k.run(k.code["nothing"])
    check(second["execution_count"] == first["execution_count"] + 1, first, second)


def empty_cells_are_fine(k):
    for code in ("", " ", "\n\n", k.code["comment"].format("x")):
        reply, said = k.run(code)
        check(reply["status"] == "ok", repr(code), reply)
        check(kinds(said) in ([], ["execute_input"]), repr(code), kinds(said))


def silent_leaves_no_trace(k):
    before, _ = k.run(k.code["nothing"])
    reply, said = k.run(k.code["value"], silent=True, store_history=False)
    check(reply["status"] == "ok", reply)
    check(kinds(said) == [], kinds(said))
    after, _ = k.run(k.code["nothing"])
    check(after["execution_count"] == before["execution_count"] + 1, "silence was counted")


def store_history_false_does_not_count(k):
    before, _ = k.run(k.code["nothing"])
    k.run(k.code["value"], store_history=False)
    after, _ = k.run(k.code["nothing"])
    check(after["execution_count"] == before["execution_count"] + 1, before, after)


def an_error_is_replied_and_published(k):
    reply, said = k.run(k.code["fail"])
    check(reply["status"] == "error", reply)
    published = [m["content"] for m in said if m["msg_type"] == "error"]
    check(len(published) == 1, kinds(said))
    for content in (reply, published[0]):
        check(k.code["fail_name"] in content["ename"], content["ename"])
        check("broken" in content["evalue"], content["evalue"])
        check(isinstance(content["traceback"], list) and content["traceback"], "no traceback")
    k.alive()


def a_failed_cell_aborts_those_behind_it(k):
    slow = k.send("execute_request", dict(code=k.code["pause"], silent=False))
    bad = k.send("execute_request", dict(code=k.code["fail"], silent=False, stop_on_error=True))
    behind = k.send("execute_request", dict(code=k.code["value"], silent=False))
    info = k.send("kernel_info_request", {})
    check(k.reply(slow)["content"]["status"] == "ok")
    check(k.reply(bad)["content"]["status"] == "error")
    check(k.reply(behind)["content"]["status"] == "aborted")
    check(k.reply(info)["content"]["status"] == "ok", "other requests are answered")
    k.alive()


def stop_on_error_false_goes_on(k):
    slow = k.send("execute_request", dict(code=k.code["pause"], silent=False))
    bad = k.send("execute_request", dict(code=k.code["fail"], silent=False, stop_on_error=False))
    behind = k.send("execute_request", dict(code=k.code["value"], silent=False))
    k.reply(slow)
    check(k.reply(bad)["content"]["status"] == "error")
    check(k.reply(behind)["content"]["status"] == "ok")


def user_expressions(k):
    reply, _ = k.run(k.code["nothing"], user_expressions={"good": k.code["value"], "bad": k.code["unknown"]})
    values = reply["user_expressions"]
    check(values["good"]["status"] == "ok", values)
    check(values["good"]["data"]["text/plain"] == k.code["value_text"], values)
    check(values["bad"]["status"] == "error" and values["bad"]["ename"], values)


def streams(k):
    _, said = k.run(k.code["out"])
    check(stream(said, "stdout") == "to out\n", said)
    _, said = k.run(k.code["err"])
    check(stream(said, "stderr") == "to err\n", said)


def streams_keep_their_order(k):
    _, said = k.run(k.code["mixed"])
    got = "".join(m["content"]["text"] for m in said if m["msg_type"] == "stream")
    check(got == "o0\ne0\no1\ne1\no2\ne2\n", repr(got))


def displays(k):
    _, said = k.run(k.code["display"])
    check(kinds(said) == ["execute_input", "display_data"], kinds(said))
    data = said[2]["content"]
    check("shown" in data["data"]["text/plain"] and "metadata" in data, data)


def a_display_is_updated_in_place(k):
    _, said = k.run(k.code["update"])
    shown = [m["content"] for m in said if m["msg_type"] == "display_data"]
    updates = [m["content"] for m in said if m["msg_type"] == "update_display_data"]
    check(len(shown) == 1 and updates, kinds(said))
    check(shown[0]["transient"]["display_id"] == updates[-1]["transient"]["display_id"], shown, updates)
    check("second" in updates[-1]["data"]["text/plain"], updates[-1])


def input_is_asked_for(k):
    request = k.send("execute_request", dict(code=k.code["ask"], silent=False, allow_stdin=True))
    asked = k.client.stdin_channel.get_msg(timeout=20)
    check(asked["msg_type"] == "input_request", asked["msg_type"])
    check(asked["parent_header"]["msg_id"] == request, "the question has no parent")
    check("prompt" in asked["content"] and asked["content"]["password"] is False, asked["content"])
    k.client.input("grüße")
    check(k.reply(request)["content"]["status"] == "ok")
    results = [m for m in k.published(request) if m["msg_type"] == "execute_result"]
    check("grüße!" in results[0]["content"]["data"]["text/plain"], results)


def input_that_is_not_allowed_is_an_error(k):
    reply, _ = k.run(k.code["ask"], allow_stdin=False)
    check(reply["status"] == "error", reply)
    k.alive()


def a_question_can_be_interrupted(k):
    request = k.send("execute_request", dict(code=k.code["ask"], silent=False, allow_stdin=True))
    k.client.stdin_channel.get_msg(timeout=20)
    k.manager.interrupt_kernel()
    check(k.reply(request, timeout=10)["content"]["status"] == "error")
    k.alive()


def complete(k):
    code = k.code["complete"]
    reply, _ = k.ask("complete_request", dict(code=code, cursor_pos=len(code)))
    check(reply["status"] == "ok", reply)
    check(any(k.code["completion"] in m for m in reply["matches"]), reply["matches"])
    check(reply["cursor_start"] <= len(code) == reply["cursor_end"], reply)
    check(isinstance(reply["metadata"], dict), reply)


def cursors_count_code_points(k):
    code = k.code["emoji_complete"]
    reply, _ = k.ask("complete_request", dict(code=code, cursor_pos=len(code)))
    check(reply["cursor_end"] == len(code), reply)
    check(any(k.code["completion"] in m for m in reply["matches"]), reply["matches"])


def nothing_to_complete_is_ok(k):
    reply, _ = k.ask("complete_request", dict(code="", cursor_pos=0))
    check(reply["status"] == "ok" and isinstance(reply["matches"], list), reply)


def inspect(k):
    code = k.code["inspect"]
    reply, _ = k.ask("inspect_request", dict(code=code, cursor_pos=len(code) - 1, detail_level=0))
    check(reply["status"] == "ok" and reply["found"] is True, reply)
    check(reply["data"].get("text/plain"), reply)
    reply, _ = k.ask("inspect_request", dict(code=k.code["unknown"], cursor_pos=3, detail_level=0))
    check(reply["status"] == "ok" and reply["found"] is False, reply)


def is_complete(k):
    for code, wanted in ((k.code["finished"], "complete"), (k.code["incomplete"], "incomplete"),
                         (k.code["invalid"], "invalid")):
        reply, _ = k.ask("is_complete_request", dict(code=code))
        check(reply["status"] == wanted, code, "is", reply)
        if wanted == "incomplete":
            check(isinstance(reply["indent"], str), reply)


def history(k):
    mark = "int " if k.name == "jotter" else ""
    name = "h" + uuid.uuid4().hex[:8]
    k.run(f"{mark}{name} = 1" + (";" if mark else ""))
    for content in (dict(hist_access_type="tail", n=1), dict(hist_access_type="search", n=5, pattern=f"*{name}*"),
                    dict(hist_access_type="range", session=0, start=1, stop=100000)):
        reply, _ = k.ask("history_request", dict(dict(output=False, raw=True), **content))
        check(reply["status"] == "ok", reply)
        check(any(name in entry[2] for entry in reply["history"]), content, reply["history"][-3:])


def comm_info(k):
    reply, _ = k.ask("comm_info_request", {})
    check(reply["status"] == "ok" and isinstance(reply["comms"], dict), reply)


def a_comm_to_nobody_is_closed(k):
    name = uuid.uuid4().hex
    request = k.send("comm_open", dict(comm_id=name, target_name="nobody", data={}))
    said = k.published(request)
    check(any(m["msg_type"] == "comm_close" and m["content"]["comm_id"] == name for m in said), kinds(said))
    k.published(k.send("comm_msg", dict(comm_id="gone", data={})))
    k.published(k.send("comm_close", dict(comm_id="gone", data={})))
    k.alive()


def interrupt_by_message(k):
    if k.manager.kernel_spec.interrupt_mode != "message":
        raise Skip("is interrupted by signal")
    request = k.send("execute_request", dict(code=k.code["loop"], silent=False))
    time.sleep(0.7)
    interrupted = k.send("interrupt_request", {}, "control")
    check(k.reply(interrupted, "control")["content"]["status"] == "ok")
    check(k.reply(request, timeout=10)["content"]["status"] == "error")


def interrupts_end_cells_and_keep_state(k):
    k.run(k.code["define"])
    for cell in (k.code["loop"], k.code["sleep"]):
        request = k.send("execute_request", dict(code=cell, silent=False))
        time.sleep(0.7)
        begun = time.time()
        k.manager.interrupt_kernel()
        reply = k.reply(request, timeout=20)["content"]
        took = time.time() - begun
        check(reply["status"] == "error", reply)
        check(took < 3, f"it took {took:.1f} s")
    check(k.text(k.code["use"]) == "5")


def an_interrupt_of_nothing_does_no_harm(k):
    k.alive()
    k.manager.interrupt_kernel()
    time.sleep(0.2)
    k.alive()


def the_heart_beats(k):
    k.client.hb_channel.unpause()
    end = time.time() + 10
    while time.time() < end and not k.client.hb_channel.is_beating():
        time.sleep(0.1)
    check(k.client.hb_channel.is_beating(), "no beat in 10 s")


# --- what is not as it should be ---


def malformed_messages(k):
    session, socket = k.client.session, k.client.shell_channel.socket
    good = session.serialize(session.msg("execute_request", dict(code=k.code["nothing"])))
    wrong_signature = list(good)
    wrong_signature[1] = b"0" * 64
    unsigned = list(good)
    unsigned[1] = b""

    def signed(*parts):
        return [b"<IDS|MSG>", session.sign(list(parts)), *parts]

    header = json.dumps(session.msg("execute_request")["header"], default=str).encode()
    cases = [
        wrong_signature,
        unsigned,
        good[:3],
        [b"<IDS|MSG>"],
        [b""],
        [b"\xff" * 1000],
        [b"no delimiter"] * 6,
        signed(b"{not json", b"{}", b"{}", b"{}"),
        signed(header, b"{}", b"{}", b"[1, 2]"),
        signed(header, b"{}", b"{}", b"null"),
        signed(b"{}", b"{}", b"{}", b"{}"),
        signed(b'{"msg_type": 7, "msg_id": []}', b"{}", b"{}", b"{}"),
        signed(header, b"[]", b"{}", b"{}"),
        signed(header, b"{}", b"{}", b'{"code": "\xff\xfe"}'),
        signed(header, b"{}", b"{}", b"[" * 50000),
    ]
    for case in cases:
        socket.send_multipart(case)
    time.sleep(0.3)
    k.alive()


def requests_without_their_fields(k):
    for kind in ("execute_request", "complete_request", "inspect_request", "is_complete_request",
                 "history_request", "comm_info_request", "no_such_request"):
        for content in ({}, {"code": None}, {"code": 7, "cursor_pos": "x"}, {"hist_access_type": "none"}):
            k.send(kind, content)
    k.send("debug_request", {}, "control")
    k.send("no_such_request", {}, "control")
    time.sleep(0.5)
    k.alive()


def cursors_out_of_range(k):
    for position in (-5, 10**9):
        for kind in ("complete_request", "inspect_request"):
            k.send(kind, dict(code=k.code["complete"], cursor_pos=position, detail_level=0))
    k.alive()


def replays_are_not_run_twice_or_do_no_harm(k):
    session, socket = k.client.session, k.client.shell_channel.socket
    message = session.serialize(session.msg("kernel_info_request", {}))
    socket.send_multipart(message)
    socket.send_multipart(message)
    k.alive()


# --- much of it ---


def a_big_result(k):
    begun = time.time()
    size = len(k.text(k.code["big"]))
    check(size > 1_000_000 or k.name == "jotter" and size > 1000, size)
    check(time.time() - begun < 15, "too slow")


def many_lines(k):
    _, said = k.run(k.code["lines"])
    text = stream(said, "stdout")
    check(text.count("\n") == 20000 and text.endswith("19999\n"), text[-50:], text.count("\n"))
    messages = kinds(said).count("stream")
    check(messages < 500, messages, "messages")


def a_thousand_rapid_cells(k):
    ids = [k.send("execute_request", dict(code=k.code["value"] if i % 10 == 0 else k.code["comment"].format(i),
                                          silent=False)) for i in range(1000)]
    for request in ids:
        reply = k.client.shell_channel.get_msg(timeout=60)
        check(reply["parent_header"]["msg_id"] == request, "out of order")
        check(reply["content"]["status"] == "ok", reply["content"])
    idle = set()
    while len(idle) < 1000:
        message = k.client.iopub_channel.get_msg(timeout=30)
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            idle.add(message["parent_header"].get("msg_id"))
        idle &= set(ids)


def utf8(k):
    _, said = k.run(k.code["utf8"])
    check(stream(said, "stdout") == "größe €😀\n", repr(stream(said, "stdout")))


def late_output_has_its_own_parent(k):
    first = k.send("execute_request", dict(code=k.code["late"], silent=False))
    k.reply(first)
    k.reply(k.send("execute_request", dict(code=k.code["value"], silent=False)))
    end = time.time() + 10
    while time.time() < end:
        message = k.client.iopub_channel.get_msg(timeout=10)
        if message["msg_type"] == "stream":
            check(message["content"]["text"].strip() == "late", message["content"])
            check(message["parent_header"]["msg_id"] == first, "it stands under another cell")
            return
    check(False, "it never came")


def two_clients_on_one_kernel(k):
    other = k.connect()
    try:
        k.run(k.code["define"])
        reply, said = k.ask("execute_request", dict(code=k.code["use"], silent=False), client=other)
        check(reply["status"] == "ok", reply)
        results = [m["content"]["data"]["text/plain"] for m in said if m["msg_type"] == "execute_result"]
        check(results == ["5"], results)
        # What one runs, the other hears of; replies go to who asked.
        mine = k.send("execute_request", dict(code=k.code["value"], silent=False))
        theirs = k.send("execute_request", dict(code=k.code["use"], silent=False), client=other)
        check("execute_result" in kinds(k.published(theirs)), "the first did not hear of the second's cell")
        check("execute_result" in kinds(k.published(mine, client=other)), "the second did not hear of the first's cell")
        k.reply(mine)
        k.reply(theirs, client=other)
        try:
            extra = other.shell_channel.get_msg(timeout=0.3)
            check(False, "the second got a reply that was not for it:", extra["content"])
        except queue.Empty:
            pass
        # Each is asked for its own input.
        request = k.send("execute_request", dict(code=k.code["ask"], silent=False, allow_stdin=True), client=other)
        asked = other.stdin_channel.get_msg(timeout=20)
        check(asked["parent_header"]["msg_id"] == request, asked)
        other.input("two")
        check(k.reply(request, client=other)["content"]["status"] == "ok")
    finally:
        other.stop_channels()
    k.alive()


def a_client_that_leaves_and_comes_back(k):
    for _ in range(3):
        other = k.connect()
        k.send("execute_request", dict(code=k.code["lines"], silent=False), client=other)
        other.stop_channels()
    k.alive()


def kernels_side_by_side(k):
    other = Kernel(k.name)
    other.start()
    try:
        k.run(k.code["define"])
        other.run(k.code["define"].replace("5", "6"))
        busy = other.send("execute_request", dict(code=k.code["loop"], silent=False))
        check(k.text(k.code["use"]) == "5", "another kernel's cell changed a variable")
        other.manager.interrupt_kernel()
        check(other.reply(busy, timeout=20)["content"]["status"] == "error")
        check(other.text(k.code["use"]) == "6", "the variable is not the kernel's own")
    finally:
        other.stop()


# --- life and death: these go last ---


def restart(k):
    for _ in range(2):
        k.run(k.code["define"])
        k.client.stop_channels()
        k.manager.restart_kernel(now=False)
        k.client = k.connect()
        reply, _ = k.run(k.code["use"])
        check(reply["status"] == "error", "a variable outlived the restart")
        k.alive()


def restart_in_the_middle_of_a_cell(k):
    k.send("execute_request", dict(code=k.code["loop"], silent=False))
    time.sleep(0.5)
    k.client.stop_channels()
    k.manager.restart_kernel(now=False)
    k.client = k.connect()
    k.alive()


def shutdown(k):
    process = k.manager.provisioner.pid
    request = k.send("shutdown_request", dict(restart=False), "control")
    reply = k.reply(request, "control", timeout=10)["content"]
    check(reply["status"] == "ok" and reply["restart"] is False, reply)
    end = time.time() + 20
    while time.time() < end and k.manager.is_alive():
        time.sleep(0.05)
    check(not k.manager.is_alive(), f"process {process} lives after 20 s")


def tests():
    """The functions of this file, with the debugger's before those that end the kernel."""
    own = [v for v in globals().values() if callable(v) and getattr(v, "__module__", "") == "__main__"
           and v.__name__ not in ("main", "tests")]
    end = next(i for i, v in enumerate(own) if v is restart)
    return own[:end] + debugging.TESTS + own[end:]


def main():
    only = os.environ.get("ONLY", "").split()
    for name in sys.argv[1:]:
        kernel = Kernel(name)
        kernel.start()
        print(name, "start", "ok", round(1000 * kernel.start_seconds), "", sep="\t", flush=True)
        try:
            for test in tests():
                if only and test.__name__ not in only:
                    continue
                begun = time.time()
                why = ""
                try:
                    test(kernel)
                    outcome = "ok"
                except Skip as reason:
                    outcome, why = "skip", str(reason)
                except queue.Empty:
                    outcome, why = "FAIL", "no message came: " + traceback.format_exc(limit=-3).replace("\n", " | ")
                except Exception as failed:
                    outcome, why = "FAIL", f"{type(failed).__name__}: {failed}".replace("\n", " | ")
                took = round(1000 * (time.time() - begun))
                print(name, test.__name__, outcome, took, why[:1500].replace("\t", " "), sep="\t", flush=True)
        finally:
            kernel.stop()


if __name__ == "__main__":
    main()
