"""An MCP server with nothing but the standard library: JSON-RPC over streamable HTTP, for clients of both eras."""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODERN = "2026-07-28"
LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26"]
INFO = {"name": "example-python", "version": "1.0.0"}
CAPABILITIES = {"tools": {}}
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"


def word_count(arguments):
    words = arguments["text"].split()
    return f"{len(words)} words, {len(set(words))} of them different"


def divide(arguments):
    return str(arguments["dividend"] / arguments["divisor"])


TOOLS = {
    "word_count": (
        word_count,
        "Counts the words of a text.",
        {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
    ),
    "divide": (
        divide,
        "Divides one number by another.",
        {
            "type": "object",
            "properties": {"dividend": {"type": "number"}, "divisor": {"type": "number"}},
            "required": ["dividend", "divisor"],
        },
    ),
}


class Refused(Exception):
    def __init__(self, code, message, status=200, data=None):
        super().__init__(message)
        self.code, self.status, self.data = code, status, data


def list_tools():
    return [{"name": name, "description": about, "inputSchema": schema} for name, (_, about, schema) in TOOLS.items()]


def call_tool(params):
    if params.get("name") not in TOOLS:
        raise Refused(-32602, f"Unknown tool: {params.get('name')}")
    try:
        return {"content": [{"type": "text", "text": TOOLS[params["name"]][0](params.get("arguments") or {})}]}
    except Exception as error:  # What a tool throws is an answer to the model, not a failure of the protocol.
        return {"content": [{"type": "text", "text": f"{type(error).__name__}: {error}"}], "isError": True}


def rejection(code, message):
    return {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": message}}


def answer(method, params, modern):
    if method == "server/discover" and modern:
        return {
            "supportedVersions": [MODERN, *LEGACY],
            "capabilities": CAPABILITIES,
            "ttlMs": 60000,
            "cacheScope": "public",
        }
    if method == "initialize" and not modern:
        asked = params.get("protocolVersion")
        version = asked if asked in LEGACY else LEGACY[0]
        return {"protocolVersion": version, "capabilities": CAPABILITIES, "serverInfo": INFO}
    if method == "ping" and not modern:
        return {}
    if method == "tools/list":
        return {"tools": list_tools(), **({"ttlMs": 60000, "cacheScope": "public"} if modern else {})}
    if method == "tools/call":
        return call_tool(params)
    raise Refused(-32601, f"Method not found: {method}", 404 if modern else 200)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.split("?")[0] != "/mcp":
            return self.reply(404)
        try:
            message = json.loads(body)
        except ValueError:
            return self.reply(400, rejection(-32700, "Parse error"))
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            return self.reply(400, rejection(-32600, "Invalid request"))
        if "id" not in message:
            return self.reply(202)
        try:
            params = message.get("params") or {}
            result = answer(message["method"], params, self.check_era(message["method"], params))
            if self.modern:
                result = {"resultType": "complete", "_meta": {"io.modelcontextprotocol/serverInfo": INFO}, **result}
            self.reply(200, {"jsonrpc": "2.0", "id": message["id"], "result": result})
        except Refused as refusal:
            error = {"code": refusal.code, "message": str(refusal), **({"data": refusal.data} if refusal.data else {})}
            self.reply(refusal.status, {"jsonrpc": "2.0", "id": message["id"], "error": error})

    def check_era(self, method, params):
        """True for the stateless era, whose requests name the version in their header and in `_meta`."""
        header = self.headers.get("MCP-Protocol-Version")
        stated = (params.get("_meta") or {}).get(VERSION_KEY)
        self.modern = stated is not None or header == MODERN or method == "server/discover"
        if not self.modern:
            return False
        if stated is None:
            raise Refused(-32602, f"_meta must state {VERSION_KEY}", 400)
        if header != stated or self.headers.get("Mcp-Method", method) != method:
            raise Refused(-32020, "The headers do not match the body", 400)
        if stated != MODERN:
            versions = {"supported": [MODERN, *LEGACY], "requested": stated}
            raise Refused(-32022, f"Unsupported protocol version: {stated}", 400, versions)
        return True

    def do_GET(self):
        self.reply(405, headers={"Allow": "POST"})

    do_DELETE = do_GET

    def reply(self, status, payload=None, headers=None):
        body = b"" if payload is None else json.dumps(payload).encode()
        self.send_response(status)
        all_headers = {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in all_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        print(f"{self.command} {self.path} {args[1] if len(args) > 1 else ''}", flush=True)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("PORT", "8080"))), Handler)
    server.daemon_threads = True
    # `shutdown` waits for the loop that this very thread runs, so it is called from another one.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()
