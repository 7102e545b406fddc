"""An MCP server with FastMCP. `fastmcp run server.py` starts it on this machine."""

from fastmcp import FastMCP

mcp = FastMCP("my-mcp-server")


@mcp.tool
def greet(name: str) -> str:
    """Greets by name."""
    return f"Hello, {name}!"


if __name__ == "__main__":
    mcp.run()
